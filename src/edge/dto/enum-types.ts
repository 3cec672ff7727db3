import { registerEnumType } from '@nestjs/graphql';

/** A fixed set of values with the name of its GraphQL enum and a description of each value. */
export interface NamedValues {
  name: string;
  values: Readonly<Record<string, string>>;
}

const registered = new Map<string, Record<string, string>>();

/** Registers the GraphQL enum when a property is declared with it, before the schema is built. REST has the same values. */
export function enumOf({ name, values }: NamedValues): Record<string, string> {
  const known = registered.get(name);
  if (known) return known;
  const type = Object.fromEntries(Object.keys(values).map((value) => [value, value]));
  const described = Object.entries(values).map(([value, description]) => [value, { description }]);
  registerEnumType(type, { name, valuesMap: Object.fromEntries(described) as Record<string, { description: string }> });
  registered.set(name, type);
  return type;
}
