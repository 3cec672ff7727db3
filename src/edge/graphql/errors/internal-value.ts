import { type GraphQLType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';

/** A raw value with the names of enums replaced by their values, as the rules of the input compare them; the rest as it is. */
export function internalValue(type: GraphQLType, value: unknown): unknown {
  if (isNonNullType(type)) return internalValue(type.ofType, value);
  if (isListType(type)) return Array.isArray(value) ? value.map((one) => internalValue(type.ofType, one)) : value;
  if (isEnumType(type)) return type.getValue(String(value))?.value ?? value;
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return value;
  const fields = type.getFields();
  const pairs = Object.entries(value).map(([name, one]) => {
    const field = fields[name];
    return [name, field ? internalValue(field.type, one) : one] as const;
  });
  return Object.fromEntries(pairs);
}
