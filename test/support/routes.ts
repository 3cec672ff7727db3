import type { Api, Json } from './api.js';
import { kindOf, sampleOf, takesId } from './samples.js';

/** Ids by the kind of thing they name, e.g. `{ workspace: 'ws_…' }`. */
export type Ids = Record<string, string>;

/** One route of the OpenAPI document and what it takes. */
export interface Route {
  method: string;
  /** With its parameters in braces. */
  path: string;
  /** Names of the places that take an id: in the path, in the body. */
  pathIds: string[];
  bodyIds: string[];
  /** A complete body, without its ids. */
  body?: Record<string, unknown>;
}

/** Every route that the running server documents. */
export async function routesOf(api: Api): Promise<Route[]> {
  const { body: document } = await api.get('/docs-json');
  return Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, operation]) => {
      const schema = resolve(document, operation.requestBody?.content?.['application/json']?.schema);
      return { method: method.toUpperCase(), path, pathIds: parametersOf(path), ...bodyOf(schema) };
    }),
  );
}

const parametersOf = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

function resolve(document: Json, schema: Json): Json {
  if (!schema?.$ref) return schema;
  return document.components.schemas[schema.$ref.split('/').at(-1)];
}

function bodyOf(schema: Json): Pick<Route, 'bodyIds' | 'body'> {
  if (!schema) return { bodyIds: [] };
  const bodyIds = Object.keys(schema.properties ?? {}).filter(takesId);
  const required: string[] = (schema.required ?? []).filter((name: string) => !takesId(name));
  const body = Object.fromEntries(required.map((name) => [name, sampleOf(name, schema.properties[name].type)]));
  return { bodyIds, body };
}

/** What requests of tus have in common; for a POST in place of a PATCH, too. */
const OF_TUS = {
  ...{ 'tus-resumable': '1.0.0', 'upload-offset': '0', 'x-http-method-override': 'PATCH' },
  'content-type': 'application/offset+octet-stream',
};

/** Asks a route with these ids in its places; a kind that is not there gets `otherwise`. */
export function ask(api: Api, route: Route, ids: Ids, otherwise = 'nothing', headers: Record<string, string> = {}) {
  const idFor = (name: string) => ids[name] ?? ids[kindOf(name)] ?? otherwise;
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(idFor(name)));
  const inBody = route.bodyIds.map((name) => [name, name.endsWith('s') ? [idFor(name)] : idFor(name)]);
  const body = route.body && { ...route.body, ...Object.fromEntries(inBody) };
  return api.call(route.method, path, body, { ...(path.startsWith('/v1/tus') ? OF_TUS : {}), ...headers });
}
