import { mkdtemp, readdir, rm, stat, watch } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { ChildStore } from './support/child-store.js';
import { BUCKET, TestStore } from './support/test-store.js';

const MIB = 1024 * 1024;
const LARGE = 100_000;

describe('a store that is killed', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'store-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const filesIn = async (folder: string) => {
    const entries = await readdir(join(dir, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).length;
  };

  it('keeps acknowledged writes and nothing of an unfinished PUT', async () => {
    const child = await ChildStore.start(dir);
    for (let i = 0; i < 20; i++) {
      await child.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `kept/${i}`, Body: `object ${i}` }));
    }
    await sendHalf(await signPut(child, 'half'), 8 * MIB, join(dir, 'scratch'));
    await child.kill();
    expect(await filesIn('scratch')).toBe(1);

    const test = await TestStore.start({ dir });
    const { Contents } = await test.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(Contents?.length).toBe(20);
    for (let i = 0; i < 20; i++) {
      const { Body } = await test.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: `kept/${i}` }));
      expect(await Body?.transformToString()).toBe(`object ${i}`);
    }
    await test.store.whenTidy();
    await test.stop();
    expect(await filesIn('scratch')).toBe(0);
  });

  /** Padding of the body of a version: in the file of the record, in a file of its own, or one after the other. */
  const forms: [string, (version: number) => number, number][] = [
    ['in records', () => 0, 0],
    ['in files of their own', () => LARGE, 8],
    ['in both forms in turn', (version) => (version % 2 ? LARGE : 0), 8],
  ];

  it.each(forms)(
    'keeps every acknowledged write of many interrupted ones %s, and no file without a record',
    async (...[, padding, mostFiles]) => {
      const child = await ChildStore.start(dir);
      const acknowledged = new Map<string, string>();
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let version = 0; ; version++) {
          const Body = `${writer}:${version}:${'.'.repeat(padding(version))}`;
          await child.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `w${writer}`, Body }));
          acknowledged.set(`w${writer}`, Body);
          if (acknowledged.size === 8 && version === 12) await child.kill();
        }
      });
      await Promise.allSettled(writers);

      const test = await TestStore.start({ dir });
      let files = 0;
      for (const [key, body] of acknowledged) {
        const { Body } = await test.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
        const [writer, version, rest] = (await Body?.transformToString())?.split(':') ?? [];
        const [expectedWriter, atLeast] = body.split(':').map(Number);
        expect(Number(writer)).toBe(expectedWriter);
        // The last write may have been committed without its response being received.
        expect([atLeast, (atLeast ?? 0) + 1]).toContain(Number(version));
        expect(rest).toHaveLength(padding(Number(version)));
        if (rest) files += 1;
      }
      await test.store.whenTidy();
      await test.stop();
      expect(files).toBeLessThanOrEqual(mostFiles);
      expect(await filesIn(`buckets/${BUCKET}/blobs`)).toBe(files);
      expect(await filesIn('scratch')).toBe(0);
    },
  );

  it('keeps acknowledged deletions of many interrupted ones', async () => {
    const keys = Array.from({ length: 40 }, (_, n) => `k${n}`);
    const before = await TestStore.start({ dir });
    for (const [n, key] of keys.entries()) await before.put(key, '.'.repeat(n % 2 ? LARGE : 1));
    await before.stop();
    const child = await ChildStore.start(dir);
    const deleted: string[] = [];
    const deleters = [keys.slice(0, 20), keys.slice(20)].map(async (mine) => {
      for (const Key of mine) {
        await child.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
        deleted.push(Key);
        if (deleted.length === 20) await child.kill();
      }
    });
    await Promise.allSettled(deleters);
    const test = await TestStore.start({ dir });
    const { Contents = [] } = await test.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    const left = Contents.map(({ Key = '' }) => Key);
    expect(left.filter((key) => deleted.includes(key))).toEqual([]);
    await test.store.whenTidy();
    await test.stop();
    expect(await filesIn(`buckets/${BUCKET}/blobs`)).toBe(left.filter((key) => Number(key.slice(1)) % 2).length);
    expect(await filesIn('scratch')).toBe(0);
  });
});

function signPut(child: ChildStore, key: string): Promise<string> {
  return getSignedUrl(child.s3, new PutObjectCommand({ Bucket: BUCKET, Key: key }));
}

/** Sends half of a body and waits until the store has written some of it. */
async function sendHalf(url: string, size: number, scratch: string): Promise<void> {
  const changes = watch(scratch);
  const put = request(url, { method: 'PUT', agent: false, headers: { 'content-length': size } });
  put.on('error', () => undefined);
  put.write(Buffer.alloc(size / 2, 'h'));
  for await (const { filename } of changes) if ((await stat(join(scratch, filename ?? ''))).size > 0) return;
}
