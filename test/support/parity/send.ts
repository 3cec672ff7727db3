import {
  getNamedType,
  type GraphQLField,
  type GraphQLSchema,
  isInputObjectType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Answer, Api, Json } from '../api.js';
import { camelCase } from '../samples.js';
import type { Given } from './cases.js';
import { fieldOf, namedTypeOf, type RestOperation, type Shape, type Taken, type Twin } from './operations.js';
import { selectionOf } from './selection.js';

type Field = GraphQLField<unknown, unknown>;

/** How a request ended, in one spelling for both protocols. */
export interface Outcome {
  status: number | 'taken';
  code?: string;
  /** The fields that a refusal names. */
  fields?: string[];
  body: Json;
}

const fieldsOf = (problem: Json): string[] | undefined =>
  problem.errors && [...new Set<string>(problem.errors.map(({ field }: Json) => spelled(field)))].sort();

/** Parameters of lists are called otherwise in GraphQL, and filters are below `filter`. */
const spelled = (field: string) =>
  camelCase(field)
    .replace(/^filter\./, '')
    .replace(/^limit$/, 'first')
    .replace(/^cursor$/, 'after');

export async function sendRest(api: Api, operation: RestOperation, given: Given): Promise<Outcome> {
  const { method, takes } = operation;
  const place = (name: string) => takes.find((one) => one.name === name)?.in ?? 'body';
  const of = (where: Taken['in']) => Object.entries(given).filter(([name]) => place(name) === where);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])));
  const asked = of('query').flatMap(([name, value]) => pairsOf(name, value));
  const query = asked.length ? `?${new URLSearchParams(asked)}` : '';
  const hasBody = takes.some((one) => one.in === 'body');
  const answer = await api.call(method, path + query, hasBody ? Object.fromEntries(of('body')) : undefined);
  return restOutcome(answer);
}

function pairsOf(name: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  return Object.entries(value).map(([key, one]) => [`${name}.${key}`, String(one)]);
}

function restOutcome({ status, body, text }: Answer<Json>): Outcome {
  if (status < 400) return { status: 'taken', body };
  if (body?.code === undefined) return { status, code: `not a problem: ${text.slice(0, 200)}`, body };
  return { status, code: body.code, fields: fieldsOf(body), body };
}

export async function sendGraphql(
  api: Api,
  schema: GraphQLSchema,
  twin: Twin,
  operation: RestOperation,
  given: Given,
  elsewhere: Record<string, string> = {},
): Promise<Outcome> {
  const field = fieldOf(schema, twin)!;
  const { args, below, namespace } = argumentsOf(field, twin, operation, given);
  const declared = declarations(field, '', args);
  const inner = twin.at === undefined ? undefined : innerField(field, twin.at);
  const declaredBelow = inner ? declarations(inner, 'at_', below) : { variables: '', passed: '' };
  const selection = inner
    ? ` { ${twin.at}${declaredBelow.passed}${selectionOf(inner, operation.answers)} }`
    : withMore(selectionOf(field, operation.answers), Object.values(elsewhere));
  const variables = [declared.variables, declaredBelow.variables].filter(Boolean).join(', ');
  const kind = twin.root === 'Query' ? 'query' : 'mutation';
  const document = `${kind} ${variables && `(${variables})`} { ${twin.name}${declared.passed}${selection} }`;
  const values = {
    ...args,
    ...Object.fromEntries(Object.entries(below).map(([name, value]) => [`at_${name}`, value])),
  };
  const caller = namespace === undefined ? api : api.as(api.key, namespace);
  return graphqlOutcome(twin, await caller.graphql(document, values));
}

/** Fields that are further below: `upload.s3Key`. */
function withMore(selection: string, paths: string[]): string {
  const more = paths.map((path) =>
    path.split('.').reduceRight((inner, name) => (inner ? `${name} { ${inner} }` : name), ''),
  );
  return more.length ? selection.replace(/ \}$/, ` ${more.join(' ')} }`) : selection;
}

function declarations(field: Field, prefix: string, values: Given) {
  const used = field.args.filter(({ name, type }) => name in values || isNonNullType(type));
  return {
    variables: used.map(({ name, type }) => `$${prefix}${name}: ${String(type)}`).join(', '),
    passed: used.length ? `(${used.map(({ name }) => `${name}: $${prefix}${name}`).join(', ')})` : '',
  };
}

function innerField(field: Field, at: string): Field {
  const type = namedTypeOf(field);
  if (!isObjectType(type)) throw new Error(`${field.name} has no fields`);
  return type.getFields()[at]!;
}

interface Places {
  args: Given;
  /** Arguments of the field below. */
  below: Given;
  /** A workspace that is in the path of REST is in the header of GraphQL. */
  namespace?: string;
}

/** Where everything that was given goes in GraphQL. */
function argumentsOf(field: Field, twin: Twin, operation: RestOperation, given: Given): Places {
  const inner = twin.at === undefined ? undefined : innerField(field, twin.at);
  const places: Places = { args: inputOf(field, 'input') ? { input: {} } : {}, below: {} };
  for (const [name, value] of Object.entries(given)) {
    const taken = operation.takes.find((one) => one.name === name);
    const argument = argumentOf(field, operation, name);
    const isBelow = inner?.args.some((one) => one.name === argument);
    const group = isBelow ? 'below' : (groupOf(field, argument) ?? (taken?.in === 'path' ? 'path' : 'input'));
    put[group](places, argument, respelled(value, taken?.shape));
  }
  return places;
}

const within = (group: 'input' | 'filter') => (places: Places, name: string, value: unknown) => {
  places.args[group] = { ...(places.args[group] as Given | undefined), [name]: value };
};

const put = {
  input: within('input'),
  filter: within('filter'),
  argument: ({ args }: Places, name: string, value: unknown) => void (args[name] = value),
  below: ({ below }: Places, name: string, value: unknown) => void (below[name] = value),
  // What is about a place in a path is its workspace, or is known from the id behind it.
  path: (places: Places, name: string, value: unknown) => {
    if (name === 'workspaceId') places.namespace = String(value);
  },
};

/** What GraphQL calls it: the last place of a path is the `id` of what the request is about, where it has no other name. */
function argumentOf(field: Field, { path }: RestOperation, name: string): string {
  const argument = spelled(name);
  const isAbout = /\{(\w+)\}[^{]*$/.exec(path)?.[1] === name;
  return isAbout && !groupOf(field, argument) && groupOf(field, 'id') ? 'id' : argument;
}

/** Whether it is an argument, or a field of the input or filter. */
function groupOf(field: Field, name: string): 'input' | 'argument' | 'filter' | undefined {
  if (inputOf(field, 'input')?.has(name)) return 'input';
  if (field.args.some((one) => one.name === name)) return 'argument';
  return inputOf(field, 'filter')?.has(name) ? 'filter' : undefined;
}

function inputOf({ args }: Field, name: string): Set<string> | undefined {
  const type = args.find((one) => one.name === name)?.type;
  const input = type && getNamedType(type);
  return isInputObjectType(input) ? new Set(Object.keys(input.getFields())) : undefined;
}

/** Names of fields are in camelCase; what a client keeps in free JSON stays. */
function respelled(value: unknown, shape: Shape | undefined): unknown {
  if (Array.isArray(value)) return value.map((one) => respelled(one, shape?.items));
  if (typeof value !== 'object' || value === null || shape?.additionalProperties) return value;
  const pairs = Object.entries(value).map(([name, one]) => [
    camelCase(name),
    respelled(one, shape?.properties?.[name]),
  ]);
  return Object.fromEntries(pairs);
}

function graphqlOutcome({ name, at }: Twin, { body, text, status }: Answer<Json>): Outcome {
  const depth = at === undefined ? 1 : 2;
  const refusal = body?.errors?.find(({ path }: Json) => (path?.length ?? 0) <= depth);
  if (!body || (!refusal && !body.data)) return { status, code: `no answer: ${text.slice(0, 200)}`, body };
  if (!refusal) return { status: 'taken', body: at === undefined ? body.data[name] : body.data[name]?.[at] };
  const { extensions } = refusal;
  return { status: extensions.status, code: extensions.code, fields: fieldsOf(extensions), body };
}
