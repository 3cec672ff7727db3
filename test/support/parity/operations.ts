import { readFileSync } from 'node:fs';
import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import type { Api, Json } from '../api.js';

/** A schema of the OpenAPI document, its references resolved. */
export interface Shape {
  type?: string | string[];
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Shape>;
  items?: Shape;
  additionalProperties?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

/** A field that a request takes. */
export interface Taken {
  name: string;
  in: 'path' | 'query' | 'body';
  required: boolean;
  shape: Shape;
}

/** An operation of REST. */
export interface RestOperation {
  id: string;
  method: string;
  path: string;
  takes: Taken[];
  /** What it answers on success; undefined: nothing. */
  answers?: Shape;
}

/** A root field, or a field below one, that does the same by GraphQL. */
export interface Twin {
  root: 'Query' | 'Mutation';
  name: string;
  /** The field below, when that is the twin. */
  at?: string;
}

/** Every operation of the document in the repository, which another test compares with the service, but second paths of others. */
export function restOperations(): RestOperation[] {
  const document = JSON.parse(readFileSync('docs/generated/openapi.json', 'utf8')) as Json;
  return Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods)
      .filter(([, { operationId }]) => !operationId.endsWith('Alias'))
      .map(([method, operation]) => operationOf(document, method.toUpperCase(), path, operation)),
  );
}

function operationOf(document: Json, method: string, path: string, operation: Json): RestOperation {
  const { parameters = [], operationId: id } = operation;
  const ofUrl: Taken[] = parameters
    .filter((one: Json) => one.in !== 'header')
    .map((one: Json) => ({ ...one, shape: shapeOf(document, one.schema) }));
  const answers = shapeOf(document, answerOf(operation));
  const takes = [...ofUrl, ...ofBody(shapeOf(document, jsonOf(operation.requestBody)))];
  return { id, method, path, takes, ...(answers ? { answers } : {}) };
}

const jsonOf = (described: Json): Json => described?.content?.['application/json']?.schema;
const answerOf = ({ responses }: Json): Json =>
  jsonOf(Object.entries<Json>(responses).find(([status]) => status.startsWith('2'))?.[1]);

const ofBody = ({ properties = {}, required = [] }: Shape = {}): Taken[] =>
  Object.entries(properties).map(([name, shape]) => ({ name, shape, in: 'body', required: required.includes(name) }));

/** The schema with its references resolved; a shape inside of itself ends. */
function shapeOf(document: Json, schema: Json, within: readonly string[] = []): Shape | undefined {
  if (!schema) return undefined;
  const ref = refOf(schema);
  if (ref) return within.includes(ref) ? {} : shapeOf(document, named(document, ref), [...within, ref]);
  const { properties, items } = schema;
  const inner = (one: Json) => shapeOf(document, one, within)!;
  return {
    ...schema,
    ...(properties ? { properties: mapped(properties, inner) } : {}),
    ...(items ? { items: inner(items) } : {}),
  };
}

/** Of a schema that may be null, or that only adds a description, the one that it is about. */
function refOf(schema: Json): string | undefined {
  const about = [schema, ...['allOf', 'oneOf', 'anyOf'].map((name) => schema[name]?.[0])];
  return about.find((one) => one?.$ref)?.$ref;
}

const mapped = (properties: Json, change: (one: Json) => Shape): Record<string, Shape> =>
  Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, change(one)]));

const named = (document: Json, ref: string): Json => document.components.schemas[ref.split('/').at(-1)!];

/** The schema of the running service. */
export async function graphqlSchemaOf(api: Api): Promise<GraphQLSchema> {
  const { body } = await api.graphql(getIntrospectionQuery({ descriptions: false }));
  return buildClientSchema(body.data);
}

export function fieldOf(schema: GraphQLSchema, { root, name }: Twin): GraphQLField<unknown, unknown> | undefined {
  const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
  return type?.getFields()[name];
}

export const namedTypeOf = (field: GraphQLField<unknown, unknown>): GraphQLNamedType => getNamedType(field.type);

/** The field itself that is the twin. */
export function twinFieldOf(schema: GraphQLSchema, twin: Twin): GraphQLField<unknown, unknown> {
  const root = fieldOf(schema, twin)!;
  if (twin.at === undefined) return root;
  const type = namedTypeOf(root);
  if (!isObjectType(type)) throw new Error(`${twin.name} has no fields`);
  return type.getFields()[twin.at]!;
}

const lower = (text: string) => text[0]!.toLowerCase() + text.slice(1);

/** The root field that does what the name of an operation says: the same name, or the noun of a `get` or `list`. */
export function twinByName(schema: GraphQLSchema, id: string): Twin | undefined {
  const noun = /^(?:get|list)([A-Z]\w*)$/.exec(id)?.[1];
  const twins: Twin[] = [
    { root: 'Mutation', name: id },
    { root: 'Query', name: noun ? lower(noun) : id },
  ];
  return twins.find((twin) => fieldOf(schema, twin));
}
