import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { calls, startSample } from './sample-app.js';

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  ({ app, url } = await startSample());
});
afterAll(() => app.close());
beforeEach(() => {
  calls.resolver = 0;
});

const json = { authorization: 'Bearer good', 'content-type': 'application/json' };

interface Answer {
  errors?: { message: string; extensions: { code: string } }[];
}

async function send(body: unknown): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers: json, body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Answer };
}

const codesOf = (answer: Answer) => answer.errors?.map(({ extensions }) => extensions.code);

describe('meaningless parts of a request', () => {
  const persistedQuery = { version: 1, sha256Hash: 'x' };
  const get = (parameters: Record<string, string>) =>
    fetch(`${url}/graphql?${String(new URLSearchParams(parameters))}`, { headers: json });

  it.each([{}, { query: null }, { query: '' }])(
    'the hash of a persisted query, with %j, is answered as clients of such queries expect',
    async (body) => {
      const { status, answer } = await send({ ...body, extensions: { persistedQuery } });
      expect([status, codesOf(answer)]).toEqual([200, ['PERSISTED_QUERY_NOT_SUPPORTED']]);
      expect(answer.errors![0]!.message).toBe('PersistedQueryNotSupported');
      const asked = await get({ extensions: JSON.stringify({ persistedQuery }) });
      expect(await asked.json()).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }] });
      expect(calls.resolver).toBe(0);
    },
  );

  it.each<[string, object]>([
    ['a hash beside the document', { extensions: { persistedQuery } }],
    ['an empty operation name', { operationName: '' }],
    ['empty variables', { variables: '' }],
    ['nothing but nulls', { operationName: null, variables: null, extensions: null }],
  ])('%s is ignored', async (_name, more) => {
    const { status, answer } = await send({ query: 'query A { box { id } }', ...more });
    expect([status, answer.errors]).toEqual([200, undefined]);
  });

  it('the same in a GET', async () => {
    const query = '{ box { id } }';
    expect((await get({ query, operationName: '' })).status).toBe(200);
    expect((await get({ query, variables: '{"__proto__":1}' })).status).toBe(400);
    expect((await get({ query, variables: '['.repeat(2000) })).status).toBe(400);
    expect((await get({ query, extensions: '{"a":{"constructor":{"prototype":1}}}' })).status).toBe(400);
  });
});

describe('a client that takes JSON', () => {
  /** A type that is negotiated takes Apollo's handling of HTTP, a plain one does not. */
  const accepts = { negotiated: 'application/json;charset=utf-8', plain: 'application/json' };
  const create = 'mutation C($input: CreateBoxInput!) { createBox(input: $input) { id fileName } }';
  const persistedQuery = { version: 1, sha256Hash: 'x' };

  async function answerTo(body: object, accept: string) {
    const headers = { ...json, accept };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    const type = response.headers.get('content-type');
    // The id of each request is another.
    return { status: response.status, type, text: text.replaceAll(/"request_id":"[^"]+"/g, '') };
  }

  it.each<[string, object]>([
    ['a query', { query: '{ box { id fileName inner { id } } }' }],
    ['a mutation', { query: create, variables: { input: { fileName: 'a', size: 1 } } }],
    ['a defect of a resolver', { query: '{ broken { id } }' }],
    ['a refusal of a field', { query: '{ box { id refused } }' }],
    ['an unknown field', { query: '{ box { nothing } }' }],
    ['a document that is none', { query: '{ box {' }],
    ['a document too deep', { query: `{ box ${'{ inner '.repeat(12)}{ id }${'}'.repeat(12)} }` }],
    ['invalid variables', { query: create, variables: { input: { fileName: 1, size: 'x' } } }],
    ['input that the class refuses', { query: create, variables: { input: { fileName: '', size: 1 } } }],
    ['an operation that is not there', { query: 'query A { box { id } }', operationName: 'B' }],
    ['several operations and no name', { query: 'query A { box { id } } query B { box { id } }' }],
    ['only a hash', { extensions: { persistedQuery } }],
    ['nulls', { query: '{ box { id } }', operationName: null, variables: null, extensions: null }],
  ])('gets the same for %s, whether its type is negotiated or not', async (_name, body) => {
    const plain = await answerTo(body, accepts.plain);
    expect(plain).toEqual(await answerTo(body, accepts.negotiated));
    expect(await answerTo(body, accepts.plain)).toEqual(plain);
  });
});
