import { mkdtemp, readdir, rm, stat, watch } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { ChildStore } from './support/child-store.js';
import { BUCKET, TestStore } from './support/test-store.js';

const MIB = 1024 * 1024;

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

  it('keeps every acknowledged write of many interrupted ones, and leaves no file without a record', async () => {
    const child = await ChildStore.start(dir);
    const acknowledged = new Map<string, string>();
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let version = 0; ; version++) {
        const body = `${writer}:${version}`;
        await child.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `w${writer}`, Body: body }));
        acknowledged.set(`w${writer}`, body);
        if (acknowledged.size === 8 && version === 20) await child.kill();
      }
    });
    await Promise.allSettled(writers);

    const test = await TestStore.start({ dir });
    for (const [key, body] of acknowledged) {
      const { Body } = await test.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
      const [writer, version] = (await Body?.transformToString())?.split(':').map(Number) ?? [];
      const [expectedWriter, atLeast] = body.split(':').map(Number);
      expect(writer).toBe(expectedWriter);
      // The last write may have been committed without its response being received.
      expect([atLeast, (atLeast ?? 0) + 1]).toContain(version);
    }
    await test.store.whenTidy();
    await test.stop();
    expect(await filesIn(`buckets/${BUCKET}/blobs`)).toBe(8);
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
