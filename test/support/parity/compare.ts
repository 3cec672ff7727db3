import {
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLOutputType,
  isCompositeType,
  isEnumType,
  isListType,
  isObjectType,
} from 'graphql';
import { enumNameOf } from '../../../src/edge/dto/enum-types.js';
import type { Json } from '../api.js';
import { camelCase } from '../samples.js';

type Field = GraphQLField<unknown, unknown>;

/** What differs from one request to the next by itself. */
const VOLATILE = new Set([
  'queuePosition',
  'durationMs',
  'attempts',
  'nextAttemptAt',
  'failingSince',
  'progress',
  'requestId',
]);

/** How an act answers in another form than its noun. */
export interface OwnForm {
  /** GraphQL answers the whole noun, REST a part of it. */
  isPart?: true;
  /** What REST answers by one name and GraphQL has further below. */
  elsewhere?: Record<string, string>;
}

/** Where the answers of both protocols differ, one line each. */
export function differencesOf(
  field: Field,
  graphql: Json,
  rest: Json,
  { isPart, elsewhere = {} }: OwnForm = {},
): string[] {
  const moved = Object.entries(elsewhere).flatMap(([name, path]) => {
    const [value, expected] = [valueAt(graphql, path), rest[name]];
    return steady(value) === steady(expected) ? [] : [difference(path, value, expected)];
  });
  const others = rest && Object.fromEntries(Object.entries(rest).filter(([name]) => !(name in elsewhere)));
  const found = ofAnswer(field, graphql, others);
  return [...moved, ...(isPart ? found.filter((line) => !line.includes(ONLY_GRAPHQL)) : found)];
}

const ONLY_GRAPHQL = ': only by GraphQL';
const valueAt = (from: Json, path: string) => path.split('.').reduce((value, name) => value?.[name], from);

function ofAnswer(field: Field, graphql: Json, rest: Json): string[] {
  const type = getNamedType(field.type);
  // What a deletion answers by GraphQL is what was there; REST has no body for it.
  if (rest === undefined) return graphql === null || graphql === undefined ? ['GraphQL answered nothing'] : [];
  if (type.name.endsWith('Connection')) return ofPage(field, graphql, rest);
  if (!isCompositeType(type)) return ofValue(field.type, graphql, propertiesOf(rest).get(field.name), field.name);
  // Several at once are the items of REST.
  const isList = isListType(getNullableType(field.type));
  return ofValue(field.type, graphql, isList ? (rest.items ?? rest) : rest, field.name);
}

function ofPage(field: Field, graphql: Json, rest: Json): string[] {
  const type = getNamedType(field.type);
  if (!isObjectType(type) || !graphql) return [`${field.name}: ${JSON.stringify(graphql)}`];
  const more = graphql.pageInfo.hasNextPage === (rest.next_cursor !== null && rest.next_cursor !== undefined);
  return [
    ...(more ? [] : [`${field.name}: another page follows in one of them only`]),
    ...ofValue(type.getFields().nodes!.type, graphql.nodes, rest.items, 'nodes'),
  ];
}

function ofValue(given: GraphQLOutputType, graphql: Json, rest: Json, path: string): string[] {
  const type = getNullableType(given);
  if (VOLATILE.has(path.split('.').at(-1)!)) return [];
  if (isNull(graphql) || isNull(rest)) return isNull(graphql) && isNull(rest) ? [] : [difference(path, graphql, rest)];
  return ofPresent(type, graphql, rest, path);
}

const isNull = (value: Json) => value === null || value === undefined;

function ofPresent(type: GraphQLOutputType, graphql: Json, rest: Json, path: string): string[] {
  if (isListType(type)) return ofList(type.ofType as GraphQLOutputType, graphql, listOf(rest), path);
  if (isObjectType(type)) return ofObject(Object.values(type.getFields()), graphql, rest, path);
  const expected = isEnumType(type) ? enumNameOf(String(rest)) : rest;
  return steady(graphql) === steady(expected) ? [] : [difference(path, graphql, expected)];
}

/** Maps of headers and form fields are lists of names and values in GraphQL. */
const listOf = (rest: Json): Json[] =>
  Array.isArray(rest) ? rest : Object.entries(rest).map(([name, value]) => ({ name, value: secretless(name, value) }));

function ofList(item: GraphQLOutputType, graphql: Json[], rest: Json[], path: string): string[] {
  if (graphql.length !== rest.length) return [difference(`${path}.length`, graphql.length, rest.length)];
  return graphql.flatMap((one, i) => ofValue(item, nameValue(one), rest[i], `${path}.${i}`));
}

const nameValue = (one: Json): Json =>
  one?.name !== undefined && one.value !== undefined ? { ...one, value: secretless(one.name, one.value) } : one;
const secretless = (name: string, value: unknown) => (/policy|signature|date|credential/i.test(name) ? '#' : value);

function ofObject(fields: Field[], graphql: Json, rest: Json, path: string): string[] {
  const told = propertiesOf(rest);
  const asked = fields.filter(({ name }) => name in graphql);
  const inBoth = asked.flatMap(({ name, type }) =>
    told.has(name) ? ofValue(type, graphql[name], told.get(name), `${path}.${name}`) : [],
  );
  // `id` is the id that REST names by its noun.
  const more = asked.filter(({ name }) => name !== 'id' && !told.has(name) && graphql[name] !== null);
  const ownId = steady(graphql.id);
  const missing = [...told].filter(
    ([name, value]) => !(name in graphql) && value !== null && !(/Id$/.test(name) && steady(value) === ownId),
  );
  return [
    ...inBoth,
    ...more.map(({ name }) => `${path}.${name}${ONLY_GRAPHQL}, ${JSON.stringify(graphql[name])}`),
    ...missing.map(([name, value]) => `${path}.${name}: only by REST, ${JSON.stringify(value)}`),
  ];
}

const propertiesOf = (rest: Json) =>
  new Map(Object.entries<Json>(rest ?? {}).map(([name, value]) => [camelCase(name), value]));

const difference = (path: string, graphql: unknown, rest: unknown) =>
  `${path}: ${JSON.stringify(graphql)} by GraphQL, ${JSON.stringify(rest)} by REST`;

/** Without ids, times, secrets and signatures. */
function steady(value: Json): string {
  return String(JSON.stringify(value))
    .replace(/\b(sk|ut|whsec)_[\w+/=-]+/g, '$1_#')
    .replace(/\b([a-z]+)_[0-9a-z]{16}/g, '$1_#')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '#time')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '#uuid')
    .replace(/\?X-Amz[^"]*/g, '?signed')
    .replace(/\/blobs\/[^/"]+/g, '/blobs/#');
}
