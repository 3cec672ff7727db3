import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { failureOf } from './support/failure.js';
import { BUCKET, TestStore } from './support/test-store.js';

describe('listing', () => {
  let test: TestStore;
  const keys = ['a', 'a/', 'a/1', 'a/2', 'a/b/3', 'a0', 'b/1', 'ü n+i (1)&=%.txt', '\uff5e', '𝄞'];

  beforeAll(async () => {
    test = await TestStore.start();
    for (const key of [...keys].reverse()) await test.put(key, key);
  });
  afterAll(() => test.close());

  async function pages(input: Partial<ListObjectsV2CommandInput> = {}) {
    const found: { keys: string[]; prefixes: string[] }[] = [];
    let token: string | undefined;
    do {
      const page = await test.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ContinuationToken: token, ...input }));
      found.push({
        keys: (page.Contents ?? []).map(({ Key }) => Key ?? ''),
        prefixes: (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''),
      });
      token = page.NextContinuationToken;
    } while (token);
    return found;
  }

  it('lists every key in the order of its UTF-8 bytes', async () => {
    expect((await pages()).flatMap((page) => page.keys)).toEqual(keys);
  });

  it.each([1, 2, 3, 4])('lists each key once in pages of %i', async (MaxKeys) => {
    const found = await pages({ MaxKeys });
    expect(found.flatMap((page) => page.keys)).toEqual(keys);
    expect(found.length).toBe(Math.ceil(keys.length / MaxKeys));
  });

  it.each([1, 2, 1000])('groups common prefixes in pages of %i', async (MaxKeys) => {
    const found = await pages({ Delimiter: '/', MaxKeys });
    expect(found.flatMap((page) => page.keys)).toEqual(keys.filter((key) => !key.includes('/')));
    expect(found.flatMap((page) => page.prefixes)).toEqual(['a/', 'b/']);
  });

  it.each([1, 2, 1000])('lists a folder that has an object of its own name in pages of %i', async (MaxKeys) => {
    const found = await pages({ Prefix: 'a/', Delimiter: '/', MaxKeys });
    expect(found.flatMap((page) => page.keys)).toEqual(['a/', 'a/1', 'a/2']);
    expect(found.flatMap((page) => page.prefixes)).toEqual(['a/b/']);
  });

  it('starts after a key and encodes keys on request', async () => {
    const input = { Bucket: BUCKET, StartAfter: 'b/1', EncodingType: 'url' as const };
    const page = await test.s3.send(new ListObjectsV2Command(input));
    expect(page.Contents?.[0]?.Key).toBe('%C3%BC%20n%2Bi%20%281%29%26%3D%25.txt');
  });

  it('pages in the first version too', async () => {
    const first = await test.s3.send(new ListObjectsCommand({ Bucket: BUCKET, MaxKeys: 2 }));
    expect(first.NextMarker).toBe('a/');
    const second = await test.s3.send(new ListObjectsCommand({ Bucket: BUCKET, MaxKeys: 2, Marker: first.NextMarker }));
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2']);
  });

  it('includes changes after the first listing, also after a restart', async () => {
    await test.put('late/1', 'x');
    await test.put('late/2', 'x');
    await test.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'late/1' }));
    expect(await pages({ Prefix: 'late/' })).toEqual([{ keys: ['late/2'], prefixes: [] }]);
    test = await test.restart();
    expect(await pages({ Prefix: 'late/' })).toEqual([{ keys: ['late/2'], prefixes: [] }]);
  });

  it('refuses a page size that is not a number', async () => {
    const list = new ListObjectsV2Command({ Bucket: BUCKET, MaxKeys: -1 });
    expect(await failureOf(test.s3.send(list))).toBe('400 InvalidArgument');
  });

  it('lists created buckets, and deletes only empty ones', async () => {
    const create = () => failureOf(test.s3.send(new CreateBucketCommand({ Bucket: 'second' })));
    expect(await create()).toBe('accepted');
    expect(await create()).toBe('409 BucketAlreadyOwnedByYou');
    expect(await failureOf(test.s3.send(new CreateBucketCommand({ Bucket: '..' })))).toMatch(/^4/);
    await test.s3.send(new PutObjectCommand({ Bucket: 'second', Key: 'x', Body: 'x' }));
    const { Buckets } = await test.s3.send(new ListBucketsCommand());
    expect(Buckets?.map(({ Name }) => Name)).toEqual([BUCKET, 'second']);
    const remove = () => failureOf(test.s3.send(new DeleteBucketCommand({ Bucket: 'second' })));
    expect(await remove()).toBe('409 BucketNotEmpty');
    await test.s3.send(new DeleteObjectCommand({ Bucket: 'second', Key: 'x' }));
    expect(await remove()).toBe('accepted');
    expect(await remove()).toBe('404 NoSuchBucket');
  });
});
