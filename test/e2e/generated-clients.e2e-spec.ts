import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { exposedHeaders } from '../../src/edge/http/cors.js';
import { Airlock, ROOT_KEY } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { keyWith } from '../support/callers.js';
import { readDocument } from '../support/documents.js';
import { pdf } from '../support/fixtures.js';
import { clientProjects, compilerErrors, generateClients, walkOf } from '../support/generated-clients.js';
import { walkedHeaders } from '../support/walked-headers.js';

/** Of each caller: one test reaches it with a key of its own. */
const RATE_LIMIT = 300;

let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  const env = { RATE_LIMIT_PER_MINUTE: String(RATE_LIMIT) };
  [airlock] = await Promise.all([Airlock.start({ env }), generateClients()]);
  api = new Api(airlock.url);
});
afterAll(() => airlock.dispose());

describe('clients that are generated from the OpenAPI document and the GraphQL schema', () => {
  it.each(clientProjects)('have the types of what is sent and answered: %s', async (project) => {
    expect(await compilerErrors(project)).toBe('');
  });

  it.each([
    ['openapi-fetch', 'test/openapi-clients'],
    ['hey-api', 'test/openapi-clients'],
    ['walk', 'test/graphql-client'],
  ])('by %s of %s bring a file in, find it, read it and delete it', async (name, project) => {
    const walk = await walkOf(project, name);
    const bytes = pdf(name);
    const file = new Blob([new Uint8Array(bytes)], { type: 'application/pdf' });
    expect(await walk(airlock.url, ROOT_KEY, file)).toBe(await file.text());
  });
});

describe('the schema that is served', () => {
  it('has the types of the documents, also where the bundle renames classes', async () => {
    const { body } = await api.graphql('{ __schema { types { name } } }');
    const served = body.data.__schema.types.map(({ name }: Json) => name as string);
    const documented = Object.keys(buildSchema(readDocument('docs/generated/schema.gql')).getTypeMap());
    expect(served.sort()).toEqual(documented.sort());
  });
});

describe('the OpenAPI document that is served', () => {
  it('is the one of the documents, also from the bundle', async () => {
    const { paths, components } = (await api.get('/openapi.json')).body;
    const documented = JSON.parse(readDocument('docs/generated/openapi.json')) as Json;
    expect({ paths, components }).toEqual({ paths: documented.paths, components: documented.components });
  });
});

describe('the examples of the OpenAPI document', () => {
  it('are requests that no operation calls invalid', async () => {
    const caller = await keyWith(api, 'system', 'admin');
    const { body: document } = await api.get('/openapi.json');
    const bodies = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
      Object.entries<Json>(methods).map(([method, { requestBody, deprecated }]) => ({
        ...{ method: method.toUpperCase(), path, deprecated },
        body: requestBody?.content['application/json']?.example,
      })),
    );
    const sent = bodies.filter(({ body, deprecated }) => body !== undefined && !deprecated);
    expect(sent.length).toBeGreaterThan(35);
    const { workspace_id } = (await caller.get('/v1/me')).body;
    const refused: string[] = [];
    for (const { method, path, body } of sent) {
      const url = path
        .replace('/v1/buckets/{bucket_id}/', '/v1/buckets/assets/')
        .replaceAll('{workspace_id}', workspace_id)
        .replaceAll(/\{\w+\}/g, 'upl_zzzzzzzzzzzzzzzz');
      const { status, text } = await caller.call(method, url, body);
      // What an example names is not there; that it could be is all that it says.
      const isValid = [200, 201, 202, 204, 401, 403, 404, 409].includes(status) || /There is no bucket/.test(text);
      if (!isValid) refused.push(`${method} ${path} ${JSON.stringify(body)}: ${status} ${text}`);
    }
    expect(refused).toEqual([]);
  });
});

describe('the headers that a page of another origin may read', () => {
  it('are all that answers have, and no other', async () => {
    const limited = await keyWith(api, 'admin');
    expect((await walkedHeaders(limited, RATE_LIMIT)).sort()).toEqual(
      exposedHeaders.map((name) => name.toLowerCase()).sort(),
    );
  });
});
