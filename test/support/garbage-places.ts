import type { Answer, Json } from './api.js';
import { type KeptAlive } from './kept-alive.js';
import type { Ids } from './routes.js';
import { kindOf, sampleOf, takesId } from './samples.js';

/** One place of one request that takes a value, and how to send one there: percent-encoded, or as the text of JSON. */
export interface Place {
  what: string;
  send(value: string): Promise<Answer<Json>>;
}

const HERE = '@@here@@';

/** A request in which everything is right but one place. */
interface Shape {
  client: KeptAlive;
  ids: Ids;
  document: Json;
}

const idFor = (ids: Ids, name: string) => ids[name] ?? ids[kindOf(name)] ?? 'nothing';
const isPlace = (name: string) => takesId(name) || name === 'bucket';

/** Every parameter of every documented route: in the path, in the query string. */
export function parametersOf({ client, ids, document }: Shape): Place[] {
  return operationsOf(document).flatMap(({ method, path, operation }) => {
    const body = method === 'GET' ? undefined : JSON.stringify(sampleBody(document, operation, ids));
    const ask = (target: string) => client.send(method, target, body);
    const filled = (except = '') =>
      path.replace(/\{(\w+)\}/g, (whole, name: string) => (name === except ? whole : idFor(ids, name)));
    const parameters: Json[] = operation.parameters ?? [];
    return parameters.flatMap(({ in: where, name }): Place[] => {
      const what = `${method} ${path} ${where} ${name}`;
      if (where === 'path') return [{ what, send: (value) => ask(filled(name).replace(`{${name}}`, () => value)) }];
      // Deletions get ids of missing resources only.
      if (where !== 'query' || method === 'DELETE') return [];
      const names = name === 'metadata' ? ['metadata', 'metadata.a'] : [name];
      return names.map((one) => ({ what: `${what} ${one}`, send: (value) => ask(`${filled()}?${one}=${value}`) }));
    });
  });
}

/** Every field of every JSON body, at any depth, and names of members where a client chooses them. */
export function bodyFieldsOf({ client, ids, document }: Shape): Place[] {
  return operationsOf(document).flatMap(({ method, path, operation }) => {
    const schema = schemaOf(document, operation);
    if (!schema) return [];
    const target = path.replace(/\{(\w+)\}/g, (_, name: string) => idFor(ids, name));
    const whole = sampleBody(document, operation, ids);
    return leavesOf(document, schema).map((leaf): Place => ({
      what: `${method} ${path} body ${leaf.join('.')}`,
      send: (value) => client.send(method, target, textWith(planted(whole, leaf, document, schema, ids), value)),
    }));
  });
}

/** Puts the text of a value where the mark is; in the name of a member only text can stand. */
export const textWith = (body: unknown, value: string) =>
  JSON.stringify(body)
    .replace(`"${HERE}":`, () => `${value.startsWith('"') ? value : '"a"'}:`)
    .replace(`"${HERE}"`, () => value);

export const mark = HERE;

function operationsOf(document: Json): { method: string; path: string; operation: Json }[] {
  const all = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  // Streams and probes of the store take no fields; aliases are covered by their first path.
  return all.filter(({ path }) => !/^\/api\/|\/events$|^\/metrics|^\/health/.test(path));
}

const resolved = (document: Json, schema: Json): Json => {
  const name = schema?.$ref ?? schema?.allOf?.[0]?.$ref;
  return name ? document.components.schemas[name.split('/').at(-1)] : schema;
};

const schemaOf = (document: Json, operation: Json) =>
  resolved(document, operation.requestBody?.content?.['application/json']?.schema);

function leavesOf(document: Json, schema: Json): string[][] {
  return Object.entries<Json>(schema.properties ?? {}).flatMap(([name, given]) => {
    const property = resolved(document, given);
    const item = property.type === 'array' ? resolved(document, property.items) : property;
    const inner = item?.properties ? leavesOf(document, item).map((path) => [name, ...path]) : [];
    const named = property.additionalProperties ? [[name, HERE]] : [];
    return [[name], ...named, ...inner];
  });
}

function sampleBody(document: Json, operation: Json, ids: Ids): Record<string, unknown> {
  const schema = schemaOf(document, operation);
  return schema ? sampleOfSchema(document, schema, ids) : {};
}

function sampleOfSchema(document: Json, schema: Json, ids: Ids): Record<string, unknown> {
  const required: string[] = schema.required ?? [];
  return Object.fromEntries(required.map((name) => [name, sampleValue(document, schema, name, ids)]));
}

function sampleValue(document: Json, schema: Json, name: string, ids: Ids): unknown {
  const property = resolved(document, schema.properties[name]);
  if (isPlace(name)) return property.type === 'array' ? [idFor(ids, name)] : idFor(ids, name);
  if (property.enum) return property.enum[0];
  return sampleOf(name, property.type);
}

/** The body with the mark at a leaf; lists on the way have one item. */
function planted(whole: object, [name, ...rest]: string[], document: Json, schema: Json, ids: Ids): object {
  const property = resolved(document, schema.properties?.[name!] ?? {});
  const isList = property.type === 'array';
  const item = isList ? resolved(document, property.items) : property;
  if (rest.length === 0) return { ...whole, [name!]: isList && !item?.properties ? [HERE] : HERE };
  if (rest[0] === HERE) return { ...whole, [name!]: { [HERE]: 1 } };
  const inner = planted(sampleOfSchema(document, item, ids), rest, document, item, ids);
  return { ...whole, [name!]: isList ? [inner] : inner };
}
