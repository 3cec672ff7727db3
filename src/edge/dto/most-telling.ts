/** What a value must be at all: said before its length, range or form, which follow from it. */
const KINDS = [
  ...['isDefined', 'isArray', 'isString', 'isInt', 'isNumber', 'isBoolean', 'isDate', 'isObject', 'isIn'],
  ...['arrayMaxSize', 'arrayMinSize'],
];

/**
 * Of everything that is wrong with one field, what its sender corrects first. For a missing value that it is missing, for one
 * of another type the type: `"12"` for a number is no integer, and nothing else is worth saying about it.
 */
export function mostTelling(constraints: Readonly<Record<string, string>>, value: unknown): string {
  if (value === undefined || value === null) return 'is required';
  const kind = KINDS.find((name) => name in constraints);
  return kind === undefined ? Object.values(constraints)[0]! : constraints[kind]!;
}
