import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { graphqlText } from '../dto/graphql-words.js';

interface Described {
  description?: string | null;
  args?: readonly Described[];
}

/** The root types have no class that could describe them. */
const roots: Record<string, string> = {
  Query: 'What can be read.',
  Mutation: 'What can be changed: each takes one `input` and returns what it changed.',
  Subscription: 'What can be followed, over WebSocket.',
};

/** Completes the descriptions of a schema, and spells names of properties in them as GraphQL does: REST shares the texts. */
export function describeSchema(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    type.description ??= roots[type.name];
    respell(type);
    for (const member of membersOf(type)) {
      respell(member);
      member.args?.forEach(respell);
    }
  }
}

function membersOf(type: GraphQLNamedType): Described[] {
  if (isEnumType(type)) return [...type.getValues()];
  const hasFields = isObjectType(type) || isInterfaceType(type) || isInputObjectType(type);
  return hasFields ? Object.values(type.getFields()) : [];
}

function respell(described: Described): void {
  if (described.description) described.description = graphqlText(described.description);
}
