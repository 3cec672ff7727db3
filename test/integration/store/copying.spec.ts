import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { failureOf } from './support/failure.js';
import { BUCKET, TestStore } from './support/test-store.js';

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
    await test.put('original', 'x'.repeat(1000));
    await copy('original', 'second');
    expect(await linkCounts(test.dir, 1000)).toEqual([2, 2]);
    await test.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'original' }));
    expect(await linkCounts(test.dir, 1000)).toEqual([1]);
    expect(await get('second')).toBe('x'.repeat(1000));
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
