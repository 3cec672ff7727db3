import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { ChildStore } from './support/child-store.js';
import { failureOf } from './support/failure.js';
import { outcome, putRaw, type RawAnswer, send } from './support/raw-request.js';
import { BUCKET, TestStore } from './support/test-store.js';

const MIB = 1024 * 1024;

describe('large bodies', () => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.start({ limits: { maxBodyBytes: 16 * MIB } });
  });
  afterAll(() => test.close());

  it('are refused before they are sent when they announce too much, and the client reads the error', async () => {
    const body = Buffer.alloc(64 * MIB);
    expect(outcome(await putRaw(await test.signPut('large'), body))).toBe('400 EntityTooLarge');
  });

  it('are refused with a readable error when the signature is wrong, however much is sent', async () => {
    const url = (await test.signPut('forged')).replace('forged', 'other');
    expect(outcome(await putRaw(url, Buffer.alloc(64 * MIB)))).toBe('403 SignatureDoesNotMatch');
  });

  it('get no 100 Continue when they will be refused', async () => {
    await test.put('taken', 'x');
    const answer = await expectContinue(await test.signPut('taken'), { 'if-none-match': '*' });
    expect(answer).toEqual({ status: 412, continued: false });
  });

  it('get 100 Continue when they are accepted', async () => {
    expect(await expectContinue(await test.signPut('welcome'))).toEqual({ status: 200, continued: true });
  });

  it('need a length', async () => {
    const url = await test.signPut('endless');
    const answer = await send(url, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } });
    expect(outcome(answer)).toBe('411 MissingContentLength');
  });

  it('leave nothing when the client disconnects', async () => {
    const url = await test.signPut('abandoned');
    const put = request(url, { method: 'PUT', agent: false, headers: { 'content-length': 8 * MIB } });
    put.on('error', () => undefined);
    await new Promise<void>((resolve) => put.write(Buffer.alloc(4 * MIB), () => resolve()));
    put.destroy();
    test = await test.restart();
    const head = new HeadObjectCommand({ Bucket: BUCKET, Key: 'abandoned' });
    expect(await failureOf(test.s3.send(head))).toBe('404 NotFound');
  });
});

describe('a body of 256 MiB', () => {
  const PIECE = Buffer.alloc(MIB, 'm');
  const PIECES = 256;

  it('is stored and read with constant memory', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'store-'));
    const child = await ChildStore.start(dir);
    const warm = await getSignedUrl(child.s3, new PutObjectCommand({ Bucket: BUCKET, Key: 'warm' }));
    await stream(warm, 16, PIECE);
    const before = await peakMemory(child.pid);
    const url = await getSignedUrl(child.s3, new PutObjectCommand({ Bucket: BUCKET, Key: 'big' }));
    expect((await stream(url, PIECES, PIECE)).status).toBe(200);
    const { Body } = await child.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'big' }));
    const hash = createHash('md5');
    for await (const piece of Body as AsyncIterable<Buffer>) hash.update(piece);
    const expected = createHash('md5');
    for (let i = 0; i < PIECES; i++) expected.update(PIECE);
    expect(hash.digest('hex')).toBe(expected.digest('hex'));
    expect((await peakMemory(child.pid)) - before).toBeLessThan(96 * MIB);
    await child.kill();
    await rm(dir, { recursive: true, force: true });
  });
});

/** Sends a body in chunks, with backpressure. */
function stream(url: string, pieces: number, piece: Buffer): Promise<Pick<RawAnswer, 'status'>> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': pieces * piece.length };
    const put = request(url, { method: 'PUT', agent: false, headers }, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0 }));
    });
    put.on('error', reject);
    let left = pieces;
    const next = () => (left-- > 0 ? put.write(piece, next) : put.end());
    next();
  });
}

function expectContinue(url: string, more: Record<string, string> = {}) {
  return new Promise<{ status: number; continued: boolean }>((resolve, reject) => {
    let continued = false;
    const headers = { 'content-length': 5, expect: '100-continue', ...more };
    const put = request(url, { method: 'PUT', agent: false, headers }, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, continued }));
    });
    put.on('continue', () => {
      continued = true;
      put.end('hello');
    });
    put.on('error', reject);
    put.flushHeaders();
  });
}

/** The peak memory of a process, in bytes. */
async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}
