import { connect } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startSample } from './sample-app.js';

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  ({ app, url } = await startSample());
});
afterAll(() => app.close());

const auth = { authorization: 'Bearer good' };
const json = { ...auth, 'content-type': 'application/json' };
const valid = JSON.stringify({ file_name: 'é', size: 1 });
const MEBIBYTE = 1024 * 1024;

interface Answer {
  status: number;
  headers: Headers;
  body: { code?: string; file_name?: string; errors?: { field: string; message: string }[] };
}

async function send(path: string, init: RequestInit): Promise<Answer> {
  const { status, headers, ...response } = await fetch(url + path, init).then(async (answer) => ({
    ...{ status: answer.status, headers: answer.headers },
    text: await answer.text(),
  }));
  return { status, headers, body: (response.text ? JSON.parse(response.text) : {}) as Answer['body'] };
}

function* endless(chunk: Buffer): Generator<Buffer> {
  for (;;) yield chunk;
}

const post = (body: string | Uint8Array, headers: Record<string, string> = {}, path = '/v1/boxes') =>
  send(path, { method: 'POST', headers: { ...json, ...headers }, body: body as string });

describe('JSON', () => {
  it.each([
    ['Latin-1', Buffer.from(valid, 'latin1')],
    ['half a character', Buffer.from('7b2261223a22c3227d', 'hex')],
    ['UTF-16', Buffer.from(valid, 'utf16le')],
  ])('in %s is 400 over REST and GraphQL', async (_name, bytes) => {
    for (const path of ['/v1/boxes', '/graphql']) {
      const { status, body } = await post(bytes, {}, path);
      expect([path, status]).toEqual([path, 400]);
      expect(JSON.stringify(body)).toContain('VALIDATION_FAILED');
    }
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'application/json;charset=ISO-8859-1'])(
    'is UTF-8 whatever charset is declared: %s',
    async (type) => {
      const { status, body } = await post(valid, { 'content-type': type });
      expect([status, body.file_name]).toEqual([201, 'é']);
    },
  );

  it('may begin with a byte order mark', async () => {
    expect((await post(`\ufeff${valid}`)).status).toBe(201);
  });
});

describe('a compressed body', () => {
  it.each(['gzip', 'x-gzip', 'GZIP'])('in %s is inflated', async (coding) => {
    const { status, body } = await post(gzipSync(valid), { 'content-encoding': coding });
    expect([status, body.file_name]).toEqual([201, 'é']);
  });

  it('over GraphQL too', async () => {
    const { status } = await post(gzipSync('{"query":"{ box { id } }"}'), { 'content-encoding': 'gzip' }, '/graphql');
    expect(status).toBe(200);
  });

  it.each([
    ['br', brotliCompressSync(valid)],
    ['gzip, gzip', gzipSync(gzipSync(valid))],
    ['nonsense', Buffer.from(valid)],
  ])('in %s is 415, and the answer lists supported codings', async (coding, bytes) => {
    const { status, headers, body } = await post(bytes, { 'content-encoding': coding });
    expect([status, body.code, headers.get('accept-encoding')]).toEqual([415, 'UNSUPPORTED_TYPE', 'gzip']);
  });

  it.each([
    ['a bomb', gzipSync(Buffer.alloc(50 * MEBIBYTE)), 413, 'PAYLOAD_TOO_LARGE'],
    [
      'one byte too many',
      gzipSync(`${valid}${' '.repeat(MEBIBYTE + 1 - Buffer.byteLength(valid))}`),
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['half of it', gzipSync(valid).subarray(0, -9), 400, 'VALIDATION_FAILED'],
    ['plain text', Buffer.from(valid), 400, 'VALIDATION_FAILED'],
    ['deep JSON', gzipSync('['.repeat(500_000)), 400, 'VALIDATION_FAILED'],
  ])('that is %s is refused', async (_name, bytes, status, code) => {
    const answer = await post(bytes, { 'content-encoding': 'gzip' });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('a refusal that leaves before its body has arrived', () => {
  const large = new Uint8Array(4 * MEBIBYTE);

  it.each<[string, string, RequestInit, number]>([
    ['too large', '/v1/boxes', { headers: json }, 413],
    ['of another type', '/v1/boxes', { headers: { ...auth, 'content-type': 'application/xml' } }, 415],
    ['of no type', '/v1/boxes', { headers: { ...auth, 'content-type': ';' } }, 415],
    ['in an unknown coding', '/v1/boxes', { headers: { ...json, 'content-encoding': 'zstd' } }, 415],
    ['to an unknown route', '/v1/nowhere', { headers: json }, 404],
    ['by an unknown method', '/v1/boxes', { method: 'PUT', headers: json }, 405],
    ['to a URL with a NUL', '/v1/boxes?a=%00', { headers: json }, 400],
    ['to a malformed URL', '/v1/boxes/%zz', { headers: json }, 400],
    ['to GraphQL', '/graphql', { headers: json }, 413],
    ['to GraphQL, as text', '/graphql', { headers: { ...auth, 'content-type': 'text/plain' } }, 400],
  ])('%s is seen by fetch', async (_name, path, init, status) => {
    const answer = await send(path, { method: 'POST', body: large, ...init });
    expect(answer.status).toBe(status);
  });

  it('is seen by fetch when the length is not said', async () => {
    const body = new Blob([large]).stream();
    const init = { method: 'POST', headers: json, body, duplex: 'half' } as RequestInit;
    expect((await send('/v1/boxes', init)).status).toBe(413);
  });

  it.each([
    ['413', '/v1/boxes', 'application/json', 'close'],
    ['413', '/v1/boxes', 'application/json', 'keep-alive'],
    ['413', '/graphql', 'application/json', 'close'],
    ['415', '/v1/boxes', 'application/xml', 'close'],
    ['404', '/v1/nowhere', 'application/json', 'close'],
    ['400', '/v1/boxes/%zz', 'application/json', 'close'],
  ])(
    'is read by a client that reads only after it has sent everything: %s from %s',
    async (status, path, type, connection) => {
      const answer = await new Promise<string>((resolve, reject) => {
        const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', reject);
        const head = [`Connection: ${connection}`, `Content-Type: ${type}`, `Content-Length: ${large.length}`];
        head.push(`Authorization: ${auth.authorization}`);
        socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\n${head.join('\r\n')}\r\n\r\n`);
        socket.write(large, () => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
      });
      expect(answer).toContain(`HTTP/1.1 ${status}`);
    },
  );

  it('does not drain a body without end', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1').resume();
    socket.write('POST /v1/nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n');
    // A pipeline stops at a failed write. A callback of `write` that writes again without looking at its error never does.
    await expect(pipeline(endless(Buffer.alloc(MEBIBYTE)), socket)).rejects.toThrow(/ECONNRESET|EPIPE|Premature close/);
  });

  it('leaves the connection to the next request', async () => {
    const answers = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('error', reject).on('close', () => resolve(text));
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.write('POST /v1/nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345');
      socket.write('GET /v1/elsewhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    });
    expect(answers.match(/HTTP\/1\.1 404/g)).toHaveLength(2);
  });
});

describe('what no route takes', () => {
  it.each([
    ['/v1/boxes', 'DELETE', 'GET, HEAD, OPTIONS, POST'],
    ['/v1/boxes/', 'PATCH', 'GET, HEAD, OPTIONS, POST'],
    ['/v1/boxes/x?a=b', 'POST', 'GET, HEAD, OPTIONS'],
    ['/graphql', 'PUT', 'GET, HEAD, OPTIONS, POST'],
    ['/problems/gone', 'POST', 'GET, HEAD, OPTIONS'],
    ['/', 'DELETE', 'GET, HEAD, OPTIONS'],
  ])('%s by %s is 405 before its body is checked', async (path, method, allowed) => {
    for (const type of ['application/json', 'application/xml', 'multipart/form-data']) {
      const { status, headers, body } = await send(path, {
        method,
        headers: { ...auth, 'content-type': type },
        body: 'x',
      });
      expect([status, headers.get('allow')]).toEqual([405, allowed]);
      expect(JSON.stringify(body)).toContain('METHOD_NOT_ALLOWED');
    }
  });

  it.each([
    ['/v1/boxes', 'GET, HEAD, OPTIONS, POST'],
    ['/v1/boxes/x?a=b', 'GET, HEAD, OPTIONS'],
    ['/docs', 'GET, HEAD, OPTIONS'],
  ])('%s is described to OPTIONS without a preflight', async (path, allowed) => {
    const { status, headers } = await fetch(url + path, { method: 'OPTIONS' });
    expect([status, headers.get('allow')]).toEqual([204, allowed]);
  });

  it('is 404 to OPTIONS without a preflight, and readable by a page', async () => {
    const answer = await fetch(`${url}/v1/nowhere`, { method: 'OPTIONS', headers: { origin: 'https://app.example' } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([404, '*']);
    expect(await answer.json()).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is 404 before its body is checked', async () => {
    for (const type of ['application/json', 'application/xml', 'multipart/form-data', ';'])
      expect((await post('{', { 'content-type': type }, '/v1/nowhere')).status).toBe(404);
  });
});

describe('answers that a page of another origin may read', () => {
  const origin = 'https://app.example';
  const paths = ['/v1/boxes/%zz', `/v1/boxes/${'x'.repeat(5000)}`, '/v1/boxes/%00', '/v1/nowhere'];

  it.each(paths)('%.20s', async (path) => {
    const { headers } = await send(path, { headers: { ...auth, origin } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    const preflight = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    };
    const asked = await fetch(url + path, { method: 'OPTIONS', headers: preflight });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(asked.headers.get('access-control-allow-headers')).toContain('authorization');
  });

  it('are named, where the settings name origins', async () => {
    const closed = await startSample({ corsOrigins: [origin] });
    for (const path of paths) {
      const allowed = await fetch(closed.url + path, { headers: { ...auth, origin } });
      expect([path, allowed.headers.get('access-control-allow-origin')]).toEqual([path, origin]);
      const other = await fetch(closed.url + path, { headers: { ...auth, origin: 'https://evil.example' } });
      expect([path, other.headers.get('access-control-allow-origin')]).toEqual([path, null]);
      expect(other.headers.get('vary')).toMatch(/origin/i);
    }
    await closed.app.close();
  });
});
