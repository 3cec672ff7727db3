import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { failureOf } from './support/failure.js';
import { outcome, putRaw, send } from './support/raw-request.js';
import { BUCKET, TestStore } from './support/test-store.js';

const MIB = 1024 * 1024;
const HELLO_ETAG = '"5d41402abc4b2a76b9719d911017c592"';

describe('objects', () => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.start();
    await test.put('a.txt', 'hello');
  });
  afterAll(() => test.close());

  const urlOf = (key: string) => getSignedUrl(test.s3, new GetObjectCommand({ Bucket: BUCKET, Key: key }));
  const get = async (key: string, headers: Record<string, string> = {}) => send(await urlOf(key), { headers });

  it.each([
    ['bytes=1-3', 'ell', 'bytes 1-3/5'],
    ['bytes=3-', 'lo', 'bytes 3-4/5'],
    ['bytes=-2', 'lo', 'bytes 3-4/5'],
    ['bytes=-99', 'hello', 'bytes 0-4/5'],
    ['bytes=0-99', 'hello', 'bytes 0-4/5'],
  ])('are read by the range %s', async (range, text, contentRange) => {
    const answer = await get('a.txt', { range });
    expect(answer).toMatchObject({ status: 206, text });
    expect(answer.headers['content-range']).toBe(contentRange);
  });

  it('refuse a range beyond their end and ignore an invalid one', async () => {
    expect(outcome(await get('a.txt', { range: 'bytes=5-' }))).toBe('416 InvalidRange');
    expect(outcome(await get('a.txt', { range: 'bytes=-0' }))).toBe('416 InvalidRange');
    expect((await get('a.txt', { range: 'lines=1-2' })).text).toBe('hello');
  });

  it('support conditional requests', async () => {
    const future = new Date(Date.now() + 3_600_000).toUTCString();
    const past = new Date(0).toUTCString();
    expect((await get('a.txt', { 'if-none-match': HELLO_ETAG })).status).toBe(304);
    expect((await get('a.txt', { 'if-none-match': `"x", W/${HELLO_ETAG}` })).status).toBe(304);
    expect((await get('a.txt', { 'if-match': '"00"' })).status).toBe(412);
    expect((await get('a.txt', { 'if-match': HELLO_ETAG })).status).toBe(200);
    expect((await get('a.txt', { 'if-modified-since': future })).status).toBe(304);
    expect((await get('a.txt', { 'if-unmodified-since': past })).status).toBe(412);
    expect((await get('a.txt', { 'if-modified-since': past, 'if-none-match': '"00"' })).status).toBe(200);
  });

  it('are 404 when missing', async () => {
    expect(outcome(await get('nope'))).toBe('404 NoSuchKey');
    expect(await failureOf(test.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'nope' })))).toBe('404 NotFound');
    const elsewhere = new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'a.txt' });
    expect(await failureOf(test.s3.send(elsewhere))).toBe('404 NoSuchBucket');
  });

  it('may be empty', async () => {
    expect((await putRaw(await test.signPut('empty'), '')).status).toBe(200);
    expect(await get('empty')).toMatchObject({ status: 200, text: '' });
  });

  it.each(['ü n+i (1)&=%.txt', "it's/..//a*b!", '日本/𝄞', ' space '])('keep the key %j', async (key) => {
    expect((await putRaw(await test.signPut(key), 'u')).status).toBe(200);
    expect((await get(key)).text).toBe('u');
  });

  it('never become a path on disk', async () => {
    await test.put('x/../../../../../../tmp/store-traversal', 'T');
    const hash = /^[0-9a-f]{64}\.json$/;
    for (const shard of await readdir(join(test.dir, 'buckets', BUCKET, 'records'))) {
      const names = await readdir(join(test.dir, 'buckets', BUCKET, 'records', shard));
      expect(names.filter((name) => !hash.test(name))).toEqual([]);
    }
    expect((await readdir(test.dir)).sort()).toEqual(['buckets', 'scratch']);
  });

  it('refuse a key above 1024 bytes', async () => {
    expect(outcome(await putRaw(await test.signPut('k'.repeat(1025)), 'x'))).toBe('400 KeyTooLongError');
    expect((await putRaw(await test.signPut('k'.repeat(1024)), 'x')).status).toBe(200);
  });

  it('can be deleted when they are missing', async () => {
    await test.put('gone', 'x');
    const remove = () => test.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'gone' }));
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect((await get('gone')).status).toBe(404);
  });

  it('are deleted in batches, by exact keys', async () => {
    const keys = ['d/1', 'd/2 &amp;', ' d/3 ', 'd/\n4'];
    for (const key of keys) await test.put(key, 'x');
    const Objects = [...keys, 'd/none'].map((Key) => ({ Key }));
    const { Deleted, Errors } = await test.s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
    expect(Deleted?.length).toBe(5);
    expect(Errors).toBeUndefined();
    for (const key of keys) expect((await get(key)).status).toBe(404);
  });

  it('are read to their end when they are replaced meanwhile', async () => {
    const before = Buffer.alloc(16 * MIB, 'b');
    await test.put('replaced', before);
    const { Body } = await test.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'replaced' }));
    await test.put('replaced', 'after');
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(before)).toBe(true);
    expect((await get('replaced')).text).toBe('after');
  });

  it('have tags', async () => {
    const TagSet = [{ Key: 'scan', Value: 'clean & safe' }];
    await test.s3.send(new PutObjectTaggingCommand({ Bucket: BUCKET, Key: 'a.txt', Tagging: { TagSet } }));
    const tagging = await test.s3.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: 'a.txt' }));
    expect(tagging.TagSet).toEqual(TagSet);
    expect((await get('a.txt')).text).toBe('hello');
  });
});
