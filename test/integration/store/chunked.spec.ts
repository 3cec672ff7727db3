import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { outcome, send } from './support/raw-request.js';
import { ACCESS_KEY, BUCKET, SECRET_KEY, TestStore } from './support/test-store.js';

const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const SIGNED_TRAILER = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';
const UNSIGNED_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const HELLO_WORLD_CRC32C = 'yZRlqg==';

const hex = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

interface Chunked {
  payload: string;
  chunks: string[];
  decodedLength?: number;
  trailer?: string;
  /** Changes the finished body, like an attacker on the network. */
  tamper?: (body: string) => string;
}

/** Signs and frames a body chunk by chunk as documented by AWS, independently of the store's code. */
function signChunked(host: string, path: string, { payload, chunks, decodedLength, trailer, tamper }: Chunked) {
  const timestamp = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const date = timestamp.slice(0, 8);
  const scope = `${date}/us-east-1/s3/aws4_request`;
  const key = hmac(hmac(hmac(hmac(`AWS4${SECRET_KEY}`, date), 'us-east-1'), 's3'), 'aws4_request');
  const headers: Record<string, string> = {
    host,
    'x-amz-content-sha256': payload,
    'x-amz-date': timestamp,
    'x-amz-decoded-content-length': String(decodedLength ?? chunks.join('').length),
    ...(trailer === undefined ? {} : { 'x-amz-trailer': 'x-amz-checksum-crc32c' }),
  };
  const names = Object.keys(headers).sort();
  const canonical = ['PUT', path, '', ...names.map((n) => `${n}:${headers[n]}`), '', names.join(';'), payload].join(
    '\n',
  );
  const sign = (algorithm: string, rest: string[]) =>
    hmac(key, [algorithm, timestamp, scope, ...rest].join('\n')).toString('hex');
  const previous = sign('AWS4-HMAC-SHA256', [hex(canonical)]);
  const credential = `Credential=${ACCESS_KEY}/${scope}, SignedHeaders=${names.join(';')}, Signature=${previous}`;
  const body = frame({ payload, chunks, trailer }, previous, sign);
  const authorization = `AWS4-HMAC-SHA256 ${credential}`;
  return { headers: { ...headers, authorization, 'content-encoding': 'aws-chunked' }, body: tamper?.(body) ?? body };
}

/** The body on the wire; each signature covers the previous one. */
function frame(
  { payload, chunks, trailer }: Pick<Chunked, 'payload' | 'chunks' | 'trailer'>,
  seed: string,
  sign: (algorithm: string, rest: string[]) => string,
): string {
  const isSigned = payload.startsWith(SIGNED);
  let previous = seed;
  let body = '';
  for (const chunk of [...chunks, '']) {
    previous = sign('AWS4-HMAC-SHA256-PAYLOAD', [previous, hex(''), hex(chunk)]);
    body += `${chunk.length.toString(16)}${isSigned ? `;chunk-signature=${previous}` : ''}\r\n`;
    if (chunk !== '') body += `${chunk}\r\n`;
  }
  if (trailer === undefined) return `${body}\r\n`;
  const line = `x-amz-checksum-crc32c:${trailer}`;
  const signature = sign('AWS4-HMAC-SHA256-TRAILER', [previous, hex(`${line}\n`)]);
  return `${body}${line}\r\n${isSigned ? `x-amz-trailer-signature:${signature}\r\n` : ''}\r\n`;
}

describe('an aws-chunked body', () => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.start();
  });
  afterAll(() => test.close());

  const put = (chunked: Chunked) => {
    const signed = signChunked(new URL(test.url).host, `/${BUCKET}/chunked`, chunked);
    return send(test.urlOf('chunked'), { method: 'PUT', ...signed });
  };
  const read = async () => {
    const { Body } = await test.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'chunked' }));
    return Body?.transformToString();
  };

  it('is stored decoded when every chunk is signed', async () => {
    const chunks = ['first '.repeat(20_000), 'second'];
    expect(outcome(await put({ payload: SIGNED, chunks }))).toBe('200');
    expect(await read()).toBe(chunks.join(''));
  });

  it.each<[string, (body: string) => string]>([
    ['a byte of a chunk was changed', (body) => body.replace('hello', 'jello')],
    [
      'a chunk signature was changed',
      (body) => body.replace(/chunk-signature=(.)/, (_, c) => `chunk-signature=${c === '0' ? '1' : '0'}`),
    ],
    ['a chunk signature was left out', (body) => body.replace(/;chunk-signature=[0-9a-f]{64}/, '')],
    [
      'the last signature was changed',
      (body) => body.replace(/0;chunk-signature=.{64}\r\n\r\n$/, `0;chunk-signature=${'0'.repeat(64)}\r\n\r\n`),
    ],
  ])('is refused when %s', async (_, tamper) => {
    const answer = await put({ payload: SIGNED, chunks: ['hello ', 'world'], tamper });
    expect(outcome(answer)).toMatch(/^40[03]/);
    expect(await read()).not.toContain('ello');
  });

  it('is refused when two chunks are swapped', async () => {
    const swap = (body: string) => {
      const [first, second, ...rest] = body.match(/6;[^\r]+\r\n.{6}\r\n|0;[^\r]+\r\n\r\n/g) ?? [];
      return [second, first, ...rest].join('');
    };
    const answer = await put({ payload: SIGNED, chunks: ['hello ', 'world '], tamper: swap });
    expect(outcome(answer)).toBe('403 SignatureDoesNotMatch');
  });

  it.each([SIGNED_TRAILER, UNSIGNED_TRAILER])('is verified with the checksum in its trailer (%s)', async (payload) => {
    const chunks = ['hello ', 'world'];
    expect(outcome(await put({ payload, chunks, trailer: HELLO_WORLD_CRC32C }))).toBe('200');
    expect(await read()).toBe('hello world');
    expect(outcome(await put({ payload, chunks, trailer: 'AAAAAA==' }))).toBe('400 BadDigest');
    const without = (body: string) => body.replace(/x-amz-checksum-crc32c:.*\r\n/, '');
    expect(
      (await put({ payload, chunks, trailer: HELLO_WORLD_CRC32C, tamper: without })).status,
    ).toBeGreaterThanOrEqual(400);
  });

  it('is refused when a signed trailer was changed along with its checksum', async () => {
    const forge = (body: string) => body.replace(/x-amz-trailer-signature:./, 'x-amz-trailer-signature:z');
    const chunked = {
      payload: SIGNED_TRAILER,
      chunks: ['hello ', 'world'],
      trailer: HELLO_WORLD_CRC32C,
      tamper: forge,
    };
    expect(outcome(await put(chunked))).toBe('403 SignatureDoesNotMatch');
  });

  it.each<[string, Partial<Chunked>]>([
    ['is shorter than announced', { decodedLength: 99 }],
    ['is longer than announced', { decodedLength: 3 }],
    ['ends in the middle', { tamper: (body) => body.slice(0, 20) }],
    ['has a chunk longer than it says', { tamper: (body) => body.replace('hello', 'hello!') }],
    ['has no chunk header', { tamper: () => 'zz\r\nhello\r\n' }],
    ['has a header without end', { tamper: () => '1'.repeat(100_000) }],
  ])('is refused with 400 when it %s', async (_, change) => {
    const chunked = { payload: UNSIGNED_TRAILER, chunks: ['hello ', 'world'], trailer: HELLO_WORLD_CRC32C, ...change };
    expect((await put(chunked)).status).toBe(400);
  });

  it('is refused in an unknown form', async () => {
    expect((await put({ payload: 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD', chunks: ['x'] })).status).toBe(400);
  });
});
