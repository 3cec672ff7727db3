import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChecksumAlgorithm, GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { failureOf } from './support/failure.js';
import { outcome, putRaw } from './support/raw-request.js';
import { ACCESS_KEY, BUCKET, SECRET_KEY, TestStore } from './support/test-store.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');
const md5 = (text: string) => createHash('md5').update(text).digest('base64');

describe('checksums', () => {
  let test: TestStore;
  let defaults: S3Client;

  beforeAll(async () => {
    test = await TestStore.start();
    const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY };
    defaults = new S3Client({
      endpoint: test.url,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials,
    });
  });
  afterAll(async () => {
    defaults.destroy();
    await test.close();
  });

  const bodyOf = async (key: string) => {
    const { Body } = await test.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return Body?.transformToString();
  };

  it('refuses a body with another Content-MD5', async () => {
    const url = await test.signPut('md5');
    expect(outcome(await putRaw(url, 'hello', { 'content-md5': md5('other') }))).toBe('400 BadDigest');
    expect(outcome(await putRaw(url, 'hello', { 'content-md5': 'short' }))).toBe('400 InvalidDigest');
    expect((await putRaw(url, 'hello', { 'content-md5': md5('hello') })).status).toBe(200);
  });

  it('refuses a body with another signed sha256, and another sha256', async () => {
    const options = { unhoistableHeaders: new Set(['x-amz-checksum-sha256']) };
    const url = await test.signPut('sha', { ChecksumSHA256: sha256('hello') }, options);
    const put = (body: string, header?: string) => putRaw(url, body, header ? { 'x-amz-checksum-sha256': header } : {});
    expect(outcome(await put('evil!', sha256('hello')))).toBe('400 BadDigest');
    expect((await put('evil!', sha256('evil!'))).status).toBe(403);
    expect((await put('evil!')).status).toBe(403);
    expect((await put('hello', sha256('hello'))).status).toBe(200);
  });

  it('enforces a checksum that the presigner moved into the query', async () => {
    const url = await test.signPut('hoisted', { ChecksumSHA256: sha256('hello') });
    expect(outcome(await putRaw(url, 'evil!'))).toBe('400 BadDigest');
    expect((await putRaw(url, 'hello')).status).toBe(200);
  });

  it('stores nothing of a body that differs from its checksum', async () => {
    const url = await test.signPut('nothing');
    await putRaw(url, 'hello', { 'content-md5': md5('other') });
    expect(await failureOf(test.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'nothing' })))).toBe(
      '404 NotFound',
    );
  });

  it.each([
    ['CRC32C', 'ChecksumCRC32C', 'yZRlqg==', 'AAAAAA=='],
    ['CRC32', 'ChecksumCRC32', 'DUoRhQ==', 'AAAAAA=='],
    ['CRC64NVME', 'ChecksumCRC64NVME', 'jSnVw/bqjr4=', 'AAAAAAAAAAA='],
    ['SHA1', 'ChecksumSHA1', 'Kq5sNclPz7QV2+lfQIuc6R7oRu0=', 'Kq5sNclPz7QV2+lfQIuc6R7oRu4='],
  ])('keeps the %s of a body and refuses a wrong one', async (name, field, right, wrong) => {
    const put = (value: string) => test.put(`sum-${name}`, 'hello world', { [field]: value });
    expect(await failureOf(put(wrong))).toBe('400 BadDigest');
    expect(await failureOf(put('nonsense'))).toBe('400 InvalidRequest');
    await put(right);
    const head = new HeadObjectCommand({ Bucket: BUCKET, Key: `sum-${name}`, ChecksumMode: 'ENABLED' });
    expect(await test.s3.send(head)).toMatchObject({ [field]: right });
  });

  it.each(Object.values(ChecksumAlgorithm).filter((name) => ['CRC32', 'CRC32C', 'SHA1', 'SHA256'].includes(name)))(
    'agrees with the SDK about %s in a header and in a trailer',
    async (algorithm) => {
      const input = { Bucket: BUCKET, ChecksumAlgorithm: algorithm };
      await defaults.send(new PutObjectCommand({ ...input, Key: 'header', Body: 'hello' }));
      const Body = Readable.from([Buffer.from('hel'), Buffer.from('lo')]);
      await defaults.send(new PutObjectCommand({ ...input, Key: 'trailer', Body, ContentLength: 5 }));
      expect(await bodyOf('header')).toBe('hello');
      expect(await bodyOf('trailer')).toBe('hello');
      const head = await test.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'trailer' }));
      expect(head.ContentEncoding).toBeUndefined();
    },
  );
});
