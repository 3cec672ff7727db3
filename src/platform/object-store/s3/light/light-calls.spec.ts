import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { StoreCredentials } from '../../credentials.js';
import { permanent } from '../../testing/signing-cases.js';
import type { RequestOutcome } from '../request-observer.js';
import { S3ObjectStore } from '../s3-object-store.js';

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Ends the connection instead. */
  breaks?: boolean;
}

const unavailable = { code: 'STORAGE_UNAVAILABLE' };
const error = (code: string) => `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>m</Message></Error>`;
const sha256 = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
const hex = Buffer.from(sha256, 'base64').toString('hex');
const copyResult = (more: string) => `<CopyObjectResult><ETag>&quot;made&quot;</ETag>${more}</CopyObjectResult>`;

let server: Server;
let requests: IncomingMessage[] = [];
let script: Answer[] = [];
let counted: [string, RequestOutcome][] = [];
let credentials: StoreCredentials = permanent;
let store: S3ObjectStore;

/** A store that answers as each test says, one answer a request. */
beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request);
    const { status = 200, headers = {}, body = '', breaks } = script.shift() ?? { status: 418 };
    if (breaks) return void request.socket.destroy();
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const location = { bucket: 'files', region: 'us-east-1', endpoint, forcePathStyle: true };
  const observe = (...count: [string, RequestOutcome]) => void counted.push(count);
  store = new S3ObjectStore({ location, multipartCopyThresholdBytes: 100, observe }, () => credentials);
});

afterAll(async () => {
  store.onApplicationShutdown();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  [requests, script, counted, credentials] = [[], [], [], permanent];
});

const head = { headers: { etag: '"e"', 'content-length': '3', 'content-type': 'image/png' } };
const copy = { from: 'a', to: 'b', etag: 'e', size: 3, contentType: 'image/png', sha256: hex };
const sent = () => requests.map(({ method, url = '' }) => `${method} ${url.split('?')[0]}`);

describe('a request', () => {
  it('keeps its connection for the next one', async () => {
    script = [head, head, { body: 'abc', headers: head.headers }, head];
    await store.head('k');
    await store.head('k');
    expect(await text((await store.get('k'))!.stream)).toBe('abc');
    await store.head('k');
    expect(new Set(requests.map(({ socket }) => socket.remotePort)).size).toBe(1);
  });

  it.each<[string, Answer]>([
    ['a server error', { status: 500, body: error('InternalError') }],
    ['an overloaded store', { status: 503, body: error('SlowDown') }],
    ['too many requests', { status: 429 }],
    ['a request that arrived too slowly', { status: 400, body: error('RequestTimeout') }],
    ['a connection that ends', { breaks: true }],
  ])('is repeated after %s', async (_what, answer) => {
    script = [answer, { body: 'abc', headers: head.headers }];
    expect(await text((await store.get('k'))!.stream)).toBe('abc');
    expect(counted).toHaveLength(2);
    expect(counted[1]).toEqual(['GetObject', 'ok']);
  });

  it('is given up after three failures', async () => {
    script = Array.from({ length: 4 }, () => ({ status: 503 }));
    await expect(store.head('k')).rejects.toMatchObject(unavailable);
    expect(counted).toEqual(Array.from({ length: 3 }, () => ['HeadObject', 'failed']));
  });

  it.each([
    [403, error('AccessDenied'), 'STORAGE_NOT_CONFIGURED'],
    [301, error('PermanentRedirect'), 'STORAGE_NOT_CONFIGURED'],
    [404, error('NoSuchBucket'), 'STORAGE_NOT_CONFIGURED'],
    [400, error('ExpiredToken'), 'STORAGE_UNAVAILABLE'],
  ])('is not repeated after %i %s', async (status, body, code) => {
    script = [{ status, body }];
    await expect(store.get('k')).rejects.toMatchObject({ code });
    expect(requests).toHaveLength(1);
  });

  it('takes a page that is no XML for an error of its status', async () => {
    script = Array.from({ length: 3 }, () => ({ status: 502, body: '<html><p>Bad & gateway' }));
    await expect(store.get('k')).rejects.toMatchObject(unavailable);
    script = [{ status: 404, body: 'not here' }];
    expect(await store.get('k')).toBeNull();
  });

  it('is signed with the credentials of its moment, and not with expired ones', async () => {
    script = [head, head];
    await store.head('k');
    credentials = { accessKeyId: 'SECOND', secretAccessKey: 's', sessionToken: 'token' };
    await store.head('k');
    expect(requests[0]!.headers.authorization).toContain('Credential=AKIDEXAMPLE/');
    expect(requests[1]!.headers).toMatchObject({
      authorization: expect.stringContaining('Credential=SECOND/'),
      'x-amz-security-token': 'token',
    });
    credentials = { ...permanent, expiration: new Date(Date.now() - 1000) };
    await expect(store.head('k')).rejects.toMatchObject(unavailable);
    expect(requests).toHaveLength(2);
  });
});

describe('clocks that differ', () => {
  const theirs = (ms: number) => ({ date: new Date(Date.now() + ms).toUTCString() });
  const HOUR = 3_600_000;

  it('are corrected by the date of the refusal, from then on', async () => {
    script = [{ status: 403, headers: theirs(HOUR) }, head, head];
    expect(await store.head('k')).toMatchObject({ etag: 'e' });
    await store.head('k');
    const dates = requests.map(({ headers }) => headers['x-amz-date'] as string);
    expect(dates[1]! > dates[0]!).toBe(true);
    expect(dates[2]!.slice(0, 11)).toBe(dates[1]!.slice(0, 11));
    script = [{ status: 403, headers: theirs(0) }, head];
    await store.head('k');
  });

  it('of a minute, or of a cached response, are no reason for a refusal', async () => {
    script = [{ status: 403, headers: theirs(60_000) }];
    await expect(store.head('k')).rejects.toMatchObject({ code: 'STORAGE_NOT_CONFIGURED' });
    script = [{ status: 403, headers: { ...theirs(HOUR), age: '3600' } }];
    await expect(store.head('k')).rejects.toMatchObject({ code: 'STORAGE_NOT_CONFIGURED' });
    expect(requests).toHaveLength(2);
  });

  it('that stay different end the attempts', async () => {
    script = [HOUR, 2 * HOUR, 3 * HOUR].map((ms) => ({ status: 403, headers: theirs(ms) }));
    await expect(store.head('k')).rejects.toMatchObject({ code: 'STORAGE_NOT_CONFIGURED' });
    script = [{ status: 403, headers: theirs(0) }, head];
    await store.head('k');
  });
});

describe('a copy with a SHA-256', () => {
  it('is one request where the store computes it', async () => {
    script = [{ body: copyResult(`<ChecksumSHA256>${sha256}</ChecksumSHA256>`) }];
    expect(await store.copy(copy)).toEqual({
      key: 'b',
      etag: 'made',
      size: 3,
      contentType: 'image/png',
      isProven: true,
    });
    expect(sent()).toEqual(['PUT /files/b']);
    expect(requests[0]!.headers).toMatchObject({
      'x-amz-checksum-algorithm': 'SHA256',
      'x-amz-copy-source-if-match': '"e"',
    });
  });

  it('of other bytes has changed', async () => {
    script = [{ body: copyResult(`<ChecksumSHA256>${sha256.replace('4', '5')}</ChecksumSHA256>`) }];
    await expect(store.copy(copy)).rejects.toThrow('changed');
  });

  it.each([
    ['no checksum', ''],
    ['another checksum', '<ChecksumCRC32>AAAAAA==</ChecksumCRC32>'],
    ['a composite checksum', `<ChecksumSHA256>${sha256}</ChecksumSHA256><ChecksumType>COMPOSITE</ChecksumType>`],
    ['a checksum of parts', `<ChecksumSHA256>${sha256}-2</ChecksumSHA256>`],
  ])('is not proven by %s, and looked at afterwards', async (_what, checksum) => {
    script = [{ body: copyResult(checksum) }, head, head];
    expect(await store.copy(copy)).toMatchObject({ etag: 'e', isProven: false });
    expect(sent()).toEqual(['PUT /files/b', 'HEAD /files/a', 'HEAD /files/b']);
  });

  it('is repeated when a 200 brings an error or nothing, and fails with the last one', async () => {
    script = [
      { body: error('SlowDown') },
      { body: '' },
      { body: copyResult(`<ChecksumSHA256>${sha256}</ChecksumSHA256>`) },
    ];
    expect(await store.copy(copy)).toMatchObject({ isProven: true });
    script = Array.from({ length: 3 }, () => ({ body: `\n\n  ${error('InternalError')}` }));
    await expect(store.copy(copy)).rejects.toMatchObject(unavailable);
  });

  it('of a source that is missing or another version', async () => {
    script = [
      { status: 404, body: error('NoSuchKey') },
      { status: 412, body: error('PreconditionFailed') },
    ];
    expect(await store.copy(copy)).toBeNull();
    await expect(store.copy(copy)).rejects.toThrow('changed');
  });

  it('is not asked for above the threshold of copies in parts', async () => {
    script = [head];
    await expect(store.copy({ ...copy, size: 101 })).rejects.toThrow('changed');
    expect(sent()).toEqual(['HEAD /files/a']);
  });
});

describe('many deletes', () => {
  it('are one request, which names the keys that failed', async () => {
    const failed =
      '<Error><Key>a&amp;b</Key><Code>AccessDenied</Code></Error><Error><Key>c</Key><Code>NoSuchKey</Code></Error>';
    script = [{ body: `<DeleteResult>${failed}</DeleteResult>` }, { body: '' }];
    expect(await store.deleteMany(['a&b', 'c', 'd'])).toEqual(new Map([['a&b', 'AccessDenied']]));
    expect(await store.deleteMany(['a'])).toEqual(new Map());
    expect(counted).toEqual([1, 2].map(() => ['DeleteObjects', 'ok']));
  });

  it('are single ones where the store takes no others', async () => {
    script = [{ status: 501, body: error('NotImplemented') }, { status: 204 }, { status: 204 }];
    expect(await store.deleteMany(['a', 'b'])).toEqual(new Map());
    expect(sent()).toEqual(['POST /files/', 'DELETE /files/a', 'DELETE /files/b']);
  });
});
