import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from '../client.js';
import type { AirlockError } from '../errors/airlock-error.js';

const KEY = 'sk_a-secret-of-this-test';
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let answer: Answer;
let elsewhere: IncomingMessage[] = [];
let [server, other] = [] as unknown as [Server, Server];

const listen = async (handler: Answer) => {
  const started = createServer(handler).listen(0, '127.0.0.1');
  await once(started, 'listening');
  return started;
};
const urlOf = (one: Server) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`;

beforeAll(async () => {
  server = await listen((request, response) => answer(request, response));
  other = await listen((request, response) => (elsewhere.push(request), response.end('{}')));
});
afterAll(() => {
  for (const one of [server, other]) one.closeAllConnections();
  for (const one of [server, other]) one.close();
});

const client = (attempts = 2) =>
  createClient({ baseUrl: urlOf(server), apiKey: KEY, retries: { attempts, baseMs: 1, maxMs: 5 } });

/** The error of a request, and how often it was made. */
async function ask(how: Answer, method: 'GET' | 'POST' = 'GET'): Promise<{ error: AirlockError; calls: number }> {
  let calls = 0;
  answer = (request, response) => {
    calls++;
    request.resume();
    how(request, response);
  };
  const one = client();
  const made =
    method === 'GET' ? one.request('GET', '/v1/usage') : one.request('POST', '/v1/workspaces', { body: { name: 'a' } });
  const error = await made.then(
    () => Promise.reject(new Error('it was believed')),
    (error: AirlockError) => error,
  );
  return { error, calls };
}

const html: Answer = (_, response) => response.setHeader('content-type', 'text/html').end('<h1>Log in</h1>');
const json = (status: number, body: string, headers: Record<string, string> = {}): Answer => {
  return (_, response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
};

describe('an answer that Airlock does not give', () => {
  it.each<[string, Answer, object]>([
    ['a page', html, { code: 'UNEXPECTED_ANSWER', status: 200 }],
    ['half of JSON', json(200, '{"used_bytes": '), { code: 'UNEXPECTED_ANSWER' }],
    ['an error without a reason', json(400, '[]'), { code: 'UNEXPECTED_ANSWER', status: 400 }],
    ['an error of strange types', json(422, '{"code": 7, "errors": [null, {"field": {}}, 3]}'), { fields: [] }],
    ['an error that is no object', json(500, 'null'), { code: 'UNEXPECTED_ANSWER', status: 500 }],
  ])('%s becomes an error with a sentence', async (_, how, expected) => {
    const { error, calls } = await ask(how);
    expect(error).toMatchObject({ name: 'AirlockError', retryable: false, ...expected });
    expect(error.message).toMatch(/baseUrl/);
    expect(calls).toBe(1);
  });

  it('is received up to a limit: an endless error ends', async () => {
    let stopped = false;
    const { error } = await ask((_, response) => {
      response.writeHead(400, { 'content-type': 'application/problem+json' });
      response.on('close', () => (stopped = true));
      const more = () => !stopped && response.write(Buffer.alloc(65536, '{"a":'), () => setImmediate(more));
      more();
    });
    expect(error).toMatchObject({ code: 'UNEXPECTED_ANSWER', status: 400 });
    expect(error.message.length).toBeLessThan(300);
  });

  it.each([301, 302, 303, 307, 308])(
    'a redirect (%i) to another host is not followed: the key stays',
    async (status) => {
      elsewhere = [];
      const { error, calls } = await ask((_, response) =>
        response.writeHead(status, { location: `${urlOf(other)}/v1/usage` }).end(),
      );
      expect(error).toMatchObject({ code: 'REDIRECTED', retryable: false });
      expect(error.message).toContain(urlOf(other));
      expect([elsewhere, calls]).toEqual([[], 1]);
    },
  );

  it('never makes the key part of an error', async () => {
    const { error } = await ask((request, response) =>
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(request.headers.authorization)),
    );
    expect(JSON.stringify({ ...error, message: error.message, stack: error.stack })).not.toContain(KEY);
  });
});

describe('a store that a service names', () => {
  it('gets the bytes and the signed headers, never the key', async () => {
    elsewhere = [];
    answer = (request, response) => {
      request.resume();
      const upload = { upload_id: 'upl_1', presigned_url: `${urlOf(other)}/x`, headers: { 'X-Signed': 'yes' } };
      const file = { fileId: 'upl_1', status: 'available', mimeType: 'text/plain', size: 1, uploadedBy: null };
      json(200, JSON.stringify({ ...upload, ...file, filename: 'n', created_at: '' }))(request, response);
    };
    await client()
      .files()
      .upload({ file: new Uint8Array([1]), bucket: 'assets' });
    expect(elsewhere.map(({ method, headers }) => [method, headers['x-signed']])).toEqual([['PUT', 'yes']]);
    expect(JSON.stringify(elsewhere.map(({ headers, url }) => [headers, url]))).not.toContain(KEY);
  });
});

describe('a repetition', () => {
  it.each<['GET' | 'POST', string, Answer, number]>([
    ['GET', 'a cut', (_, response) => response.destroy(), 2],
    ['POST', 'a cut', (_, response) => response.destroy(), 1],
    ['POST', 'a gateway', json(502, '{}'), 1],
    ['GET', 'a gateway', json(502, '{}'), 2],
    ['POST', 'too many requests', json(429, '{}'), 2],
    ['POST', 'a pause that the service wishes', json(503, '{}', { 'retry-after': '0' }), 2],
    ['GET', 'a pause of an hour', json(503, '{}', { 'retry-after': '3600' }), 1],
    ['GET', 'a defect', json(500, '{}'), 1],
  ])('of a %s after %s', async (method, _, how, calls) => {
    expect((await ask(how, method)).calls).toBe(calls);
  });

  it('of a DELETE whose answer was lost finds nothing more, and that is success', async () => {
    let calls = 0;
    answer = (request, response) => {
      if (calls++ === 0) return void response.destroy();
      json(404, '{"code": "NOT_FOUND", "detail": "Gone."}')(request, response);
    };
    expect(await client().files().delete('upl_1')).toBeUndefined();
    calls = 1;
    await expect(client().files().delete('upl_1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a path', () => {
  it.each(['', '.', '..'])('takes no %j as an id', async (id) => {
    answer = json(200, '{}');
    const path = { bucket_id: id };
    expect(() => client().request('GET', '/v1/buckets/{bucket_id}', { path })).toThrow('bucket_id is missing');
  });

  it('keeps ids within their segment', async () => {
    let url: string | undefined;
    answer = (request, response) => {
      ({ url } = request);
      response.setHeader('content-type', 'application/json').end('{}');
    };
    await client().request('GET', '/v1/buckets/{bucket_id}', { path: { bucket_id: '../a/?b#c' } });
    expect(url).toBe('/v1/buckets/..%2Fa%2F%3Fb%23c');
  });
});
