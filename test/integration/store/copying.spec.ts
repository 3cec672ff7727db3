import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
} from '@aws-sdk/client-s3';
import { failureOf } from './support/failure.js';
import { BUCKET, TestStore } from './support/test-store.js';

/** Too large for the file of a record. */
const large = 'x'.repeat(100_000);

describe('CopyObject', () => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.start();
    await test.put('source', 'hello', { ContentType: 'image/png', Metadata: { owner: 'u1' } });
  });
  afterAll(() => test.close());

  const copy = (from: string, to: string, more = {}) => {
    const CopySource = encodeURI(`${BUCKET}/${from}`);
    return test.s3.send(new CopyObjectCommand({ Bucket: BUCKET, Key: to, CopySource, ...more }));
  };
  const get = async (key: string) => {
    const { Body } = await test.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return Body?.transformToString();
  };
  const head = (key: string) => test.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));

  it('copies content type and metadata', async () => {
    const { CopyObjectResult } = await copy('source', 'copy');
    const copied = await head('copy');
    expect(copied).toMatchObject({ ContentType: 'image/png', Metadata: { owner: 'u1' }, ETag: CopyObjectResult?.ETag });
  });

  it('replaces them on request, also in a copy onto itself', async () => {
    const more = { MetadataDirective: 'REPLACE', Metadata: { scan: 'clean' }, ContentType: 'image/webp' } as const;
    await copy('source', 'replaced', more);
    expect(await head('replaced')).toMatchObject({ ContentType: 'image/webp', Metadata: { scan: 'clean' } });
    await copy('replaced', 'replaced', { ...more, Metadata: { scan: 'again' } });
    expect((await head('replaced')).Metadata).toEqual({ scan: 'again' });
    expect(await get('replaced')).toBe('hello');
    expect(await failureOf(copy('replaced', 'replaced'))).toBe('400 InvalidRequest');
  });

  it('copies only the given version', async () => {
    const { ETag } = await head('source');
    expect(await failureOf(copy('source', 'pinned', { CopySourceIfMatch: ETag }))).toBe('accepted');
    expect(await failureOf(copy('source', 'other', { CopySourceIfMatch: '"00"' }))).toBe('412 PreconditionFailed');
    expect(await failureOf(copy('source', 'other', { CopySourceIfNoneMatch: ETag }))).toBe('412 PreconditionFailed');
    expect(await failureOf(head('other'))).toBe('404 NotFound');
  });

  it('does not overwrite when it is create-only', async () => {
    await test.put('taken', 'first');
    expect(await failureOf(copy('source', 'taken', { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed');
    expect(await get('taken')).toBe('first');
  });

  it('refuses a missing source', async () => {
    expect(await failureOf(copy('nope', 'x'))).toBe('404 NoSuchKey');
    expect(await failureOf(copy('source', 'x', { CopySource: 'nowhere/source' }))).toBe('404 NoSuchBucket');
    expect(await failureOf(copy('source', 'x', { CopySource: 'source' }))).toBe('400 InvalidArgument');
  });

  it('shares the bytes instead of copying them, and survives the deletion of its source', async () => {
    await test.put('original', large);
    await copy('original', 'second');
    expect(await linkCounts(test.dir, large.length)).toEqual([2, 2]);
    await test.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'original' }));
    expect(await linkCounts(test.dir, large.length)).toEqual([1]);
    expect(await get('second')).toBe(large);
  });

  it('writes the bytes of a small object again, which survive the deletion of its source', async () => {
    await test.put('original', 'x'.repeat(1000));
    await copy('original', 'second');
    await test.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'original' }));
    expect(await get('second')).toBe('x'.repeat(1000));
  });

  const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

  it.each([
    ['small', 'hello'],
    ['large', large],
    ['empty', ''],
  ])('answers the SHA-256 of a %s object that was stored without one, and keeps it', async (name, body) => {
    await test.put(name, Buffer.from(body));
    const { CopyObjectResult } = await copy(name, `${name}-hashed`, { ChecksumAlgorithm: 'SHA256' });
    expect(CopyObjectResult?.ChecksumSHA256).toBe(sha256(body));
    const hashed = { Bucket: BUCKET, Key: `${name}-hashed`, ChecksumMode: 'ENABLED' } as const;
    expect((await test.s3.send(new HeadObjectCommand(hashed))).ChecksumSHA256).toBe(sha256(body));
    expect(await get(`${name}-hashed`)).toBe(body);
  });

  it('answers the SHA-256 of all bytes of an object of parts, not of its parts', async () => {
    const uploadId = await test.beginUpload('parts');
    const head = 'p'.repeat(5 * 1024 * 1024);
    const Parts = [
      await test.uploadPart('parts', uploadId, 1, head),
      await test.uploadPart('parts', uploadId, 2, 'end'),
    ];
    const complete = { Bucket: BUCKET, Key: 'parts', UploadId: uploadId, MultipartUpload: { Parts } };
    await test.s3.send(new CompleteMultipartUploadCommand(complete));
    const { CopyObjectResult } = await copy('parts', 'parts-copy', { ChecksumAlgorithm: 'SHA256' });
    expect(CopyObjectResult?.ChecksumSHA256).toBe(sha256(`${head}end`));
  });

  it('computes other checksums too, and refuses unknown ones', async () => {
    const { CopyObjectResult } = await copy('source', 'crc', { ChecksumAlgorithm: 'CRC32C' });
    expect(CopyObjectResult?.ChecksumCRC32C).toBe('mnG7TA==');
    expect(await failureOf(copy('source', 'x', { ChecksumAlgorithm: 'SHA512' }))).toBe('400 InvalidRequest');
  });

  it('survives the replacement of its source', async () => {
    await test.put('changing', 'before');
    await copy('changing', 'kept');
    await test.put('changing', 'after');
    expect(await get('kept')).toBe('before');
  });
});

/** The number of hard links of each file of this size. */
async function linkCounts(dir: string, size: number): Promise<number[]> {
  const root = join(dir, 'buckets', BUCKET, 'blobs');
  const counts: number[] = [];
  for (const name of await readdir(root, { recursive: true })) {
    const file = await stat(join(root, name));
    if (file.isFile() && file.size === size) counts.push(file.nlink);
  }
  return counts;
}
