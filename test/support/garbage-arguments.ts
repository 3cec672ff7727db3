import type { Api, Json } from './api.js';
import { mark, type Place, textWith } from './garbage-places.js';
import type { KeptAlive } from './kept-alive.js';
import type { Ids } from './routes.js';
import { kindOf, sampleOf, takesId } from './samples.js';

const TYPE = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
const FIELDS = `fields { name type { ${TYPE} } args { name type { ${TYPE} } } }`;
const INTROSPECTION = `{ __schema {
  queryType { ${FIELDS} } mutationType { ${FIELDS} } types { kind name inputFields { name type { ${TYPE} } } } } }`;

/** Every argument of every root field, and every field of every input at any depth. */
export async function argumentsOf(api: Api, client: KeptAlive, ids: Ids): Promise<Place[]> {
  const { queryType, mutationType, types } = (await api.graphql(INTROSPECTION)).body.data.__schema;
  const inputs = new Map<string, Json[]>(types.map((type: Json) => [type.name, type.inputFields]));
  const shape: Shape = { inputs, ids };
  const placesOf = (operation: string) => (field: Json) => {
    const query = documentOf(operation, field);
    const sample = sampleOfFields(shape, field.args);
    return leavesOf(shape, field.args).map((leaf): Place => ({
      what: `${operation} ${field.name} ${leaf.join('.')}`,
      send: (value) => client.graphql(query, textWith(planted(shape, sample, leaf, field.args), value)),
    }));
  };
  // Deletions get ids of missing resources only; the `ids` of other fields cover the rest.
  const harmless = mutationType.fields.filter(({ name }: Json) => !/^(delete|remove|revoke|cancel)/.test(name));
  return [...queryType.fields.flatMap(placesOf('query')), ...harmless.flatMap(placesOf('mutation'))];
}

interface Shape {
  inputs: Map<string, Json[]>;
  ids: Ids;
}

const named = (type: Json): Json => (type.ofType ? named(type.ofType) : type);

function spell({ kind, name, ofType }: Json): string {
  if (kind === 'NON_NULL') return `${spell(ofType)}!`;
  return kind === 'LIST' ? `[${spell(ofType)}]` : name;
}

function documentOf(operation: string, { name, args, type }: Json): string {
  const declared = args.map((arg: Json) => `$${arg.name}: ${spell(arg.type)}`).join(', ');
  const passed = args.map((arg: Json) => `${arg.name}: $${arg.name}`).join(', ');
  const selection = ['OBJECT', 'INTERFACE'].includes(named(type).kind) ? ' { __typename }' : '';
  return `${operation}${declared && ` (${declared})`} { ${name}${passed && `(${passed})`}${selection} }`;
}

function leavesOf({ inputs, ids }: Shape, fields: Json[]): string[][] {
  return fields.flatMap(({ name, type }) => {
    const { name: typeName } = named(type);
    const inner = inputs.get(typeName);
    const below = inner ? leavesOf({ inputs, ids }, inner).map((path) => [name, ...path]) : [];
    return [[name], ...(typeName === 'JSON' ? [[name, mark]] : []), ...below];
  });
}

function sampleOfFields(shape: Shape, fields: Json[]): Record<string, unknown> {
  const required = fields.filter(({ name, type }) => type.kind === 'NON_NULL' || takesId(name));
  return Object.fromEntries(required.map(({ name, type }) => [name, sampleValue(shape, name, type)]));
}

function sampleValue(shape: Shape, name: string, type: Json): unknown {
  const inner = shape.inputs.get(named(type).name);
  const isList = spell(type).startsWith('[');
  const one = inner
    ? sampleOfFields(shape, inner)
    : takesId(name)
      ? (shape.ids[name] ?? shape.ids[kindOf(name)] ?? 'nothing')
      : sampleOf(name, named(type).name);
  return isList && !Array.isArray(one) ? [one] : one;
}

function planted(shape: Shape, whole: object, [name, ...rest]: string[], fields: Json[]): object {
  const field = fields.find((one) => one.name === name);
  const isList = spell(field.type).startsWith('[');
  const inner = shape.inputs.get(named(field.type).name);
  if (rest.length === 0) return { ...whole, [name!]: isList && !inner ? [mark] : mark };
  if (rest[0] === mark) return { ...whole, [name!]: { [mark]: 1 } };
  const below = planted(shape, sampleOfFields(shape, inner!), rest, inner!);
  return { ...whole, [name!]: isList ? [below] : below };
}
