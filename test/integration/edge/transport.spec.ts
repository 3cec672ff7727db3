import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startSample } from './sample-app.js';

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  ({ app, url } = await startSample());
});
afterAll(() => app.close());

interface ProblemBody {
  code: string;
  status: number;
  instance: string;
  request_id: string;
  detail: string;
  errors?: { field: string; message: string }[];
}

const auth = { authorization: 'Bearer good' };
const json = { ...auth, 'content-type': 'application/json' };
const valid = { file_name: 'a', size: 1 };

async function problem(path: string, init: RequestInit): Promise<[number, ProblemBody]> {
  const response = await fetch(url + path, init);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const body = (await response.json()) as ProblemBody;
  expect(body.status).toBe(response.status);
  expect(body.request_id).toBe(response.headers.get('x-request-id'));
  return [response.status, body];
}

/** Sends raw bytes and reads the whole response. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

describe('an invalid request', () => {
  it.each<[string, string, RequestInit, number, string]>([
    ['malformed JSON', '/v1/boxes', { method: 'POST', headers: json, body: '{"a":' }, 400, 'VALIDATION_FAILED'],
    [
      'a key __proto__',
      '/v1/boxes',
      { method: 'POST', headers: json, body: '{"__proto__":{}}' },
      400,
      'VALIDATION_FAILED',
    ],
    [
      'a key constructor.prototype',
      '/v1/boxes',
      { method: 'POST', headers: json, body: '{"constructor":{"prototype":{}}}' },
      400,
      'VALIDATION_FAILED',
    ],
    ['a list as body', '/v1/boxes', { method: 'POST', headers: json, body: '[]' }, 400, 'VALIDATION_FAILED'],
    ['null as body', '/v1/boxes', { method: 'POST', headers: json, body: 'null' }, 400, 'VALIDATION_FAILED'],
    [
      'JSON of endless depth',
      '/v1/boxes',
      { method: 'POST', headers: json, body: `{"metadata":${'['.repeat(5000)}${']'.repeat(5000)}}` },
      400,
      'VALIDATION_FAILED',
    ],
    [
      'a text body',
      '/v1/boxes',
      { method: 'POST', headers: { ...auth, 'content-type': 'text/plain' }, body: 'x' },
      415,
      'UNSUPPORTED_TYPE',
    ],
    [
      'a form',
      '/v1/boxes',
      { method: 'POST', headers: auth, body: new URLSearchParams({ size: '1' }) },
      415,
      'UNSUPPORTED_TYPE',
    ],
    [
      'a content type of nonsense',
      '/v1/boxes',
      { method: 'POST', headers: { ...auth, 'content-type': ';;;' }, body: 'x' },
      415,
      'UNSUPPORTED_TYPE',
    ],
    [
      'a body over 1 MiB',
      '/v1/boxes',
      { method: 'POST', headers: json, body: `"${'x'.repeat(1024 * 1024)}"` },
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['a path that is not UTF-8', '/v1/boxes/%FF', { headers: auth }, 400, 'VALIDATION_FAILED'],
    ['a path with a broken escape', '/v1/boxes/%zz', { headers: auth }, 400, 'VALIDATION_FAILED'],
    ['a path segment without end', `/v1/boxes/${'x'.repeat(5000)}`, { headers: auth }, 400, 'VALIDATION_FAILED'],
    ['a NUL in the path', '/v1/boxes/%00', { headers: auth }, 400, 'VALIDATION_FAILED'],
    ['an unknown route', '/v1/nowhere', { headers: auth }, 404, 'NOT_FOUND'],
    ['an unknown method on a known route', '/v1/boxes', { method: 'DELETE', headers: auth }, 405, 'METHOD_NOT_ALLOWED'],
    ['no credentials', '/v1/boxes', {}, 401, 'UNAUTHENTICATED'],
    ['a limit that is no number', '/v1/boxes?limit=x', { headers: auth }, 400, 'VALIDATION_FAILED'],
    ['a cursor of nowhere', '/v1/boxes?cursor=zzz', { headers: auth }, 400, 'VALIDATION_FAILED'],
    ['an unknown filter', '/v1/boxes?__proto__=1', { headers: auth }, 400, 'VALIDATION_FAILED'],
    ['a missing thing', '/v1/boxes/other', { headers: auth }, 404, 'NOT_FOUND'],
  ])('gets a problem for %s', async (_name, path, init, status, code) => {
    const [found, body] = await problem(path, init);
    expect([found, body.code]).toEqual([status, code]);
  });

  it('hides the cause of a defect', async () => {
    const [status, body] = await problem('/v1/boxes/broken', { headers: auth });
    expect([status, body.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('gets a response for bytes that are not HTTP, and for endless headers', async () => {
    const nonsense = await raw('NONSENSE\r\n\r\n');
    expect(nonsense).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"VALIDATION_FAILED"/);
    const long = await raw(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1\.1 431 [\s\S]*"status":431/);
  });

  it('lists every invalid field by its REST name', async () => {
    const body = JSON.stringify({ file_name: '', size: 0, fileName: 'x', parts: [{ part_number: 1 }] });
    const [, { errors = [] }] = await problem('/v1/boxes', { method: 'POST', headers: json, body });
    const fields = ['fileName', 'file_name', 'parts.0.etag', 'size'];
    expect(errors.map(({ field }) => field).sort()).toEqual(fields);
  });
});

describe('a valid request', () => {
  it('gets a response with its id and headers for browsers', async () => {
    const response = await fetch(`${url}/v1/boxes`, { method: 'POST', headers: json, body: JSON.stringify(valid) });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ file_name: 'a', size: 1 });
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{12}$/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('may end its path with a slash', async () => {
    const response = await fetch(`${url}/v1/boxes/?limit=1`, { headers: auth });
    expect(response.status).toBe(200);
  });

  it('may have the type JSON and an empty body', async () => {
    const [status, body] = await problem('/v1/boxes', { method: 'POST', headers: json, body: '' });
    expect(status).toBe(400);
    expect(body.errors?.map(({ field }) => field)).toEqual(expect.arrayContaining(['file_name', 'size']));
  });

  it('walks a list page by page', async () => {
    const page = async (query: string) =>
      (await (await fetch(`${url}/v1/boxes?${query}`, { headers: auth })).json()) as {
        items: { file_name: string }[];
        next_cursor: string | null;
      };
    const first = await page('limit=2');
    expect(first.items.map((box) => box.file_name)).toEqual(['box 3', 'box 2']);
    const last = await page(`limit=2&cursor=${first.next_cursor}`);
    expect(last).toMatchObject({ items: [{ file_name: 'box 1' }], next_cursor: null });
  });
});

describe('CORS', () => {
  it('allows any origin without cookies in a preflight', async () => {
    const response = await fetch(`${url}/v1/boxes`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,idempotency-key',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expect(response.headers.get('access-control-allow-methods')).toContain('PATCH');
  });

  it('exposes the headers that scripts need, also of errors', async () => {
    const response = await fetch(`${url}/v1/boxes`, { headers: { origin: 'https://app.example' } });
    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const exposed = response.headers.get('access-control-expose-headers') ?? '';
    for (const name of ['ETag', 'Location', 'X-Upload-Id', 'Retry-After', 'Upload-Offset', 'Tus-Resumable'])
      expect(exposed).toContain(name);
  });

  it('allows only configured origins', async () => {
    const strict = await startSample({ corsOrigins: ['https://app.example'] });
    const allowed = async (origin: string) =>
      (await fetch(`${strict.url}/health/live`, { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowed('https://app.example')).toBe('https://app.example');
    expect(await allowed('https://evil.example')).not.toBe('https://evil.example');
    await strict.app.close();
  });
});
