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
