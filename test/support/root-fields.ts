import { type Api, type Answer, type Json } from './api.js';
import type { Ids } from './routes.js';
import { kindOf, sampleOf, takesId } from './samples.js';
import { SelectableTypes, textOf } from './selections.js';

/** A field of Query or Mutation and what it takes. */
export interface RootField {
  operation: 'query' | 'mutation';
  name: string;
  /** Names of the places that take an id, in its arguments or in its `input`; a filter with one finds nothing. */
  ids: string[];
  args: { name: string; type: string; inner?: Json[] }[];
  returnsObject: boolean;
  /** Every field of its answer, as text. */
  selection: string;
}

const TYPE = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
const FIELDS = `fields { name type { ${TYPE} } args { name type { ${TYPE} } } }`;
const INTROSPECTION = `{ __schema { queryType { ${FIELDS} } mutationType { ${FIELDS} } types { kind name inputFields { name type { ${TYPE} } } } } }`;

/** Every root field that the running server has. */
export async function rootFieldsOf(api: Api): Promise<RootField[]> {
  const { body } = await api.graphql(INTROSPECTION);
  const { queryType, mutationType, types } = body.data.__schema;
  const selectable = await SelectableTypes.of(api);
  const inputs = new Map<string, Json[]>(types.map((type: Json) => [type.name, type.inputFields]));
  const fieldOf = (operation: RootField['operation']) => (field: Json) => {
    const args = field.args.map(({ name, type }: Json) => ({
      name,
      type: spell(type),
      inner: inputs.get(named(type).name) ?? undefined,
    }));
    const names = args.flatMap(({ name, inner }: Json) =>
      inner ? (name === 'input' ? inner : []).map((f: Json) => f.name) : [name],
    );
    const returnsObject = ['OBJECT', 'INTERFACE'].includes(named(field.type).kind);
    const root = operation === 'query' ? 'Query' : 'Mutation';
    const selection = textOf(selectable.below(root, field.name));
    return { operation, name: field.name, ids: names.filter(takesId), args, returnsObject, selection };
  };
  return [...queryType.fields.map(fieldOf('query')), ...mutationType.fields.map(fieldOf('mutation'))];
}

const named = (type: Json): Json => (type.ofType ? named(type.ofType) : type);

function spell({ kind, name, ofType }: Json): string {
  if (kind === 'NON_NULL') return `${spell(ofType)}!`;
  return kind === 'LIST' ? `[${spell(ofType)}]` : name;
}

/** Calls a root field with complete arguments and these ids; other ids are `otherwise`. Selects every field by default. */
export function askField(
  api: Api,
  field: RootField,
  ids: Ids,
  { otherwise = 'nothing', selection }: { otherwise?: string; selection?: string } = {},
): Promise<Answer<Json>> {
  const isUsed = ({ name, type, inner }: RootField['args'][number]) =>
    type.endsWith('!') || (inner && name !== 'orderBy') || takesId(name);
  const used = field.args.filter(isUsed);
  const valueOf = (name: string, type: string) =>
    takesId(name)
      ? (ids[name] ?? ids[name === 'id' ? field.name : kindOf(name)] ?? otherwise)
      : sampleOf(name, type.replace(/[[\]!]/g, ''));
  const inputOf = (inner: Json[]) =>
    Object.fromEntries(
      inner
        // Not accepted beside an upload's id.
        .filter(({ name }) => `${field.name}.${name}` !== 'createDocument.knowledgeBaseIds')
        .filter(({ name, type }) => type.kind === 'NON_NULL' || takesId(name))
        .map(({ name, type }) => [name, valueOf(name, spell(type))]),
    );
  const variables = Object.fromEntries(
    used.map(({ name, type, inner }) => [name, inner ? inputOf(inner) : valueOf(name, type)]),
  );
  return askWith(api, field, variables, selection ?? field.selection);
}

/** Asks a root field with these arguments, and for these fields of its answer. */
export function askWith(
  api: Api,
  field: RootField,
  variables: Record<string, unknown>,
  selection: string,
): Promise<Answer<Json>> {
  const used = field.args.filter(({ name }) => name in variables);
  const declared = used.length ? `(${used.map(({ name, type }) => `$${name}: ${type}`).join(', ')})` : '';
  const passed = used.length ? `(${used.map(({ name }) => `${name}: $${name}`).join(', ')})` : '';
  return api.graphql(`${field.operation} ${declared} { ${field.name}${passed}${selection} }`, variables);
}

export const isNodeField = ({ name }: RootField) => /^nodes?$/.test(name);

/** What an answer found: lookups that find nothing are null. */
export const foundIn = ({ data }: Json): Json[] =>
  Object.values<Json>(data ?? {})
    .flat()
    .filter((value) => value !== null);
