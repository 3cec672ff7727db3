import { registerEnumType } from '@nestjs/graphql';

/** A fixed set of values: the name and meaning of its GraphQL enum, and each value with its description. */
export interface NamedValues {
  name: string;
  /** What the values are, as a sentence. */
  meaning: string;
  values: Readonly<Record<string, string>>;
}

/** The value that stands for all others of its set. */
const EVERY = '*';

const registered = new Map<string, Record<string, string>>();

/**
 * Registers the GraphQL enum when a property is declared with it, before the schema is built. REST and the domain have the
 * values themselves; GraphQL spells them as its enums are spelled, and graphql-js converts.
 */
export function enumOf({ name, meaning, values }: NamedValues): Record<string, string> {
  const known = registered.get(name);
  if (known) return known;
  const type = Object.fromEntries(Object.keys(values).map((value) => [enumNameOf(value), value]));
  const described = Object.entries(values).map(([value, description]) => [enumNameOf(value), { description }]);
  const valuesMap = Object.fromEntries(described) as Record<string, { description: string }>;
  registerEnumType(type, { name, description: meaning, valuesMap });
  registered.set(name, type);
  return type;
}

/** `uploads:write` is `UPLOADS_WRITE`, `upload.created` is `UPLOAD_CREATED`, `*` is `ALL`. */
export function enumNameOf(value: string): string {
  return value === EVERY ? 'ALL' : value.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}

/** The values with their descriptions, for the documents of REST. */
export function describedValues({ values }: Pick<NamedValues, 'values'>): string {
  return Object.entries(values)
    .map(([value, description]) => `\`${value}\`: ${description}`)
    .join(' ');
}
