import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startSample } from './sample-app.js';

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  ({ app, url } = await startSample({ introspection: false }));
});
afterAll(() => app.close());

const json = { 'content-type': 'application/json' };
const known = { ...json, authorization: 'Bearer good' };
const metadata = (bytes: number) => JSON.stringify({ file_name: 'a', size: 1, metadata: { a: 'x'.repeat(bytes) } });

interface Answer {
  status: number;
  text: string;
  body: {
    code?: string;
    detail?: string;
    errors?: { field: string; message: string; extensions: { errors?: unknown[] } }[];
  };
}

/** Only the headers are sent unless there is a body: an answer then shows that no body was waited for. */
function send(path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method: 'POST', headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (more: string) => (text += more));
      answer.on('end', () => {
        resolve({ status: answer.statusCode!, text, body: JSON.parse(text) as Answer['body'] });
        sent.destroy();
      });
    });
    sent.on('error', reject).flushHeaders();
    if (body !== undefined) sent.end(body);
  });
}

describe('the body of an unauthenticated sender', () => {
  it.each([
    ['that says it is large', { 'content-length': '70000' }],
    ['that does not say how large it is', { 'transfer-encoding': 'chunked' }],
  ])('%s is not read', async (_what, length) => {
    for (const path of ['/v1/boxes', '/graphql'])
      for (const authorization of [{}, { authorization: 'Bearer bad' }] as Record<string, string>[])
        expect((await send(path, { ...json, ...length, ...authorization })).status).toBe(401);
  });

  it('that is small is refused by the guard, as any', async () => {
    expect((await send('/v1/boxes', json, metadata(60_000))).status).toBe(401);
  });
});

describe('the body of a caller', () => {
  it('may have a mebibyte, in chunks too, and no more', async () => {
    const body = metadata(900_000);
    const length = { 'content-length': String(body.length) };
    expect((await send('/v1/boxes', { ...known, ...length }, body)).status).toBe(201);
    expect((await send('/v1/boxes', { ...known, 'transfer-encoding': 'chunked' }, body)).status).toBe(201);
    const over = { ...known, 'content-length': String(1024 ** 2 + 1) };
    expect((await send('/v1/boxes', over)).body.code).toBe('PAYLOAD_TOO_LARGE');
  });

  it.each([
    ['names', `{${Array.from({ length: 1_001 }, (_, i) => `"a${i}":1`).join()}}`],
    ['values', `{"parts":[${'1,'.repeat(50_000)}1]}`],
    ['levels', `{"metadata":${'['.repeat(64)}${']'.repeat(64)}}`],
  ])('of too many %s is refused as a whole, over both protocols', async (what, body) => {
    const rest = await send('/v1/boxes', known, body);
    expect([rest.status, rest.body.errors?.[0]?.field]).toEqual([400, 'body']);
    expect(rest.body.detail).toContain(what);
    const graphql = await send('/graphql', known, `{"query":"{ box { id } }","variables":${body}}`);
    expect([graphql.status, graphql.text.includes(what)]).toEqual([400, true]);
  });
});

describe('a refusal', () => {
  const unknown = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`${'f'.repeat(500)}${i}`, 1]));

  it('lists fifty faults, each in few words', async () => {
    const { text, body } = await send('/v1/boxes', known, JSON.stringify(unknown));
    expect(body.errors).toHaveLength(50);
    expect(Buffer.byteLength(text)).toBeLessThan(32 * 1024);
  });

  it('of a long list checks no item', async () => {
    const parts = Array.from({ length: 1_001 }, () => ({}));
    const { body } = await send('/v1/boxes', known, JSON.stringify({ file_name: 'a', size: 1, parts }));
    expect(body.errors).toEqual([{ field: 'parts', message: 'must contain no more than 1000 elements' }]);
  });

  it('names the items of a list that are wrong, and where', async () => {
    const parts = Array.from({ length: 1_000 }, (_, i) => ({ part_number: i % 2 ? 0 : 1, etag: 'x' }));
    const { body } = await send('/v1/boxes', known, JSON.stringify({ file_name: 'a', size: 1, parts }));
    const fields = body.errors!.map(({ field }) => field);
    expect(fields).toEqual(Array.from({ length: 50 }, (_, i) => `parts.${2 * i + 1}.part_number`));
  });

  it('of variables prints neither them nor the schema', async () => {
    const query = 'mutation ($input: CreateBoxInput!) { createBox(input: $input) { id } }';
    const input = { ...unknown, fileName: ' Did you mean '.repeat(30_000) };
    const { status, text, body } = await send('/graphql', known, JSON.stringify({ query, variables: { input } }));
    expect([status, body.errors!.length, body.errors![0]!.extensions.errors!.length]).toEqual([400, 1, 50]);
    expect(Buffer.byteLength(text)).toBeLessThan(32 * 1024);
    expect(text).not.toContain('Did you mean');
  });

  it('of a document is short too', async () => {
    const query = `{ box { ${Array.from({ length: 900 }, (_, i) => `${'z'.repeat(60)}${i}`).join(' ')} } }`;
    const { text, body } = await send('/graphql', known, JSON.stringify({ query }));
    expect(body.errors!.length).toBeLessThanOrEqual(50);
    expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
  });
});

describe('the headers of a request', () => {
  it('may have a hundred headers and parameters', async () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, '1']));
    expect((await send('/v1/boxes', { ...known, ...many(90) }, metadata(1))).status).toBe(201);
    const { status, body } = await send('/v1/boxes', { ...known, ...many(101) }, metadata(1));
    expect([status, body.errors?.[0]?.field]).toEqual([400, 'headers']);
    const query = Array.from({ length: 101 }, (_, i) => `a${i}=1`).join('&');
    expect((await send(`/v1/boxes?${query}`, known, metadata(1))).body.errors?.[0]?.field).toBe('query');
  });
});
