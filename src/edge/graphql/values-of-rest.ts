import { type GraphQLSchema, isEnumType } from 'graphql';
import { enumNameOf } from '../dto/enum-types.js';

/**
 * Lets variables carry values of enums as REST spells them too: a program that uses both APIs holds one of the two. In a
 * document only the names of the schema are valid, and answers have no others.
 */
export function acceptValuesOfRest(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isEnumType(type) || type.name.startsWith('__')) continue;
    const parse = type.parseValue.bind(type);
    type.parseValue = (value, ...rest) =>
      parse(typeof value === 'string' && !type.getValue(value) ? nameOf(value, type) : value, ...rest);
  }
}

/** The value itself where no name stands for it, so that the error shows what was sent. */
function nameOf(value: string, type: { getValue(name: string): unknown }): string {
  const name = enumNameOf(value);
  return type.getValue(name) ? name : value;
}
