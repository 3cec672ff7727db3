import { registerEnumType } from '@nestjs/graphql';

/** A fixed set of values under the name of its GraphQL enum, each with what it means. */
export interface NamedValues {
  name: string;
  values: Readonly<Record<string, string>>;
}

const registered = new Map<string, Record<string, string>>();

/** The GraphQL enum of this name, made when a property is declared with it: before the schema is built. Its values are those of REST. */
export function enumOf({ name, values }: NamedValues): Record<string, string> {
  const known = registered.get(name);
  if (known) return known;
  const type = Object.fromEntries(Object.keys(values).map((value) => [value, value]));
  const described = Object.entries(values).map(([value, description]) => [value, { description }]);
  registerEnumType(type, { name, valuesMap: Object.fromEntries(described) as Record<string, { description: string }> });
  registered.set(name, type);
  return type;
}
