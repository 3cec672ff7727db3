import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { startEmbeddedStore } from '../../../src/platform/embedded/store/index.js';
import { putRaw, send } from './support/raw-request.js';
import { BUCKET, clientOf, TestStore } from './support/test-store.js';

describe('a restarted store', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'store-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('has its objects, and URLs signed before still work', async () => {
    const before = await TestStore.start({ dir });
    await before.put('a.txt', 'hello', { Metadata: { owner: 'u1' } });
    const get = await getSignedUrl(before.s3, new GetObjectCommand({ Bucket: BUCKET, Key: 'a.txt' }));
    const put = await before.signPut('b.txt');
    const after = await before.restart();
    expect(await send(get)).toMatchObject({ status: 200, text: 'hello' });
    expect((await putRaw(put, 'later')).status).toBe(200);
    await after.stop();
  });

  it('continues multipart uploads', async () => {
    const before = await TestStore.start({ dir });
    const uploadId = await before.beginUpload('parts');
    const first = await before.uploadPart('parts', uploadId, 1, Buffer.alloc(5 * 1024 * 1024, 'a'));
    const after = await before.restart();
    const Parts = [first, await after.uploadPart('parts', uploadId, 2, 'tail')];
    const complete = { Bucket: BUCKET, Key: 'parts', UploadId: uploadId, MultipartUpload: { Parts } };
    await after.s3.send(new CompleteMultipartUploadCommand(complete));
    const { Body } = await after.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'parts', Range: 'bytes=-6' }));
    expect(await Body?.transformToString()).toBe('aatail');
    await after.stop();
  });

  it('removes the leftovers of a crash between two steps, and only those', async () => {
    const before = await TestStore.start({ dir });
    await before.put('a.txt', 'x'.repeat(100_000));
    await before.stop();
    const blobs = join(dir, 'buckets', BUCKET, 'blobs');
    const [shard = ''] = await readdir(blobs);
    const [blob = ''] = await readdir(join(blobs, shard));
    const orphan = `${blob.slice(0, 64)}.${'0'.repeat(32)}`;
    await writeFile(join(blobs, shard, orphan), 'placed, but never named');
    // Left by an object in a file of its own that a small one replaced.
    const small = await TestStore.start({ dir });
    await small.put('b.txt', 'hello');
    await small.stop();
    const replaced = createHash('sha256').update('b.txt').digest('hex');
    await mkdir(join(blobs, replaced.slice(0, 2)), { recursive: true });
    await writeFile(join(blobs, replaced.slice(0, 2), `${replaced}.${'1'.repeat(32)}`), 'the bytes before');
    await writeFile(join(dir, 'scratch', 'half'), 'half an ob');
    const after = await before.restart();
    await after.store.whenTidy();
    await after.stop();
    expect(await readdir(join(blobs, shard))).toEqual([blob]);
    expect(await readdir(join(blobs, replaced.slice(0, 2)))).toEqual([]);
    expect(await readdir(join(dir, 'scratch'))).toEqual([]);
  });

  it('reads, copies, retags and replaces objects of an earlier version, whose bytes were never in their record', async () => {
    const before = await TestStore.start({ dir });
    await before.stop();
    await storeAsBefore(join(dir, 'buckets', BUCKET), 'old.txt', 'hello');
    const test = await before.restart();
    const on = (Key: string) => ({ Bucket: BUCKET, Key });
    const get = async (Key: string, Range?: string) =>
      (await test.s3.send(new GetObjectCommand({ ...on(Key), Range }))).Body?.transformToString();
    expect(await get('old.txt')).toBe('hello');
    expect(await get('old.txt', 'bytes=1-2')).toBe('el');
    const copy = { ...on('new.txt'), CopySource: `${BUCKET}/old.txt`, ChecksumAlgorithm: 'SHA256' } as const;
    const { CopyObjectResult } = await test.s3.send(new CopyObjectCommand(copy));
    expect(CopyObjectResult?.ChecksumSHA256).toBe(createHash('sha256').update('hello').digest('base64'));
    await test.s3.send(
      new PutObjectTaggingCommand({ ...on('old.txt'), Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
    );
    expect(await get('old.txt')).toBe('hello');
    await test.put('old.txt', 'replaced');
    expect([await get('old.txt'), await get('new.txt')]).toEqual(['replaced', 'hello']);
    await test.s3.send(new DeleteObjectCommand(on('new.txt')));
    await test.stop();
    const files = await readdir(join(dir, 'buckets', BUCKET, 'blobs'), { recursive: true, withFileTypes: true });
    expect(files.filter((entry) => entry.isFile())).toEqual([]);
  });

  it('keeps credentials and port in the data directory, readable by the owner only', async () => {
    const first = await startEmbeddedStore(dir);
    await first.stop();
    const second = await startEmbeddedStore(dir);
    expect({ ...second, stop: first.stop }).toEqual(first);
    expect(second).toMatchObject({ bucket: 'airlock', region: 'us-east-1' });
    expect((await stat(join(dir, 'store', 'identity.json'))).mode & 0o777).toBe(0o600);
    const client = clientOf(second.endpoint, second);
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: second.bucket, Key: 'none' }));
    expect((await send(url)).code).toBe('NoSuchKey');
    client.destroy();
    await second.stop();
  });

  it('uses a free port when the remembered one is taken, and refuses a configured one that is taken', async () => {
    const first = await startEmbeddedStore(dir);
    await first.stop();
    const port = Number(new URL(first.endpoint).port);
    const squatter = await occupy(port);
    const second = await startEmbeddedStore(dir);
    expect(second.endpoint).not.toBe(first.endpoint);
    await second.stop();
    await expect(startEmbeddedStore(dir, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((resolve) => squatter.close(resolve));
  });
});

/** The files of an object as the first versions wrote them. */
async function storeAsBefore(bucket: string, key: string, text: string): Promise<void> {
  const hash = createHash('sha256').update(key).digest('hex');
  const id = 'ab'.repeat(16);
  const shards = ['records', 'blobs'].map((folder) => join(bucket, folder, hash.slice(0, 2)));
  for (const shard of shards) await mkdir(shard, { recursive: true });
  const record = {
    ...{ headers: { 'content-type': 'text/plain' }, metadata: {}, tags: [], key, size: text.length },
    ...{ etag: createHash('md5').update(text).digest('hex'), checksums: {}, modifiedAt: 1_700_000_000_000 },
    segments: [{ id, size: text.length }],
  };
  await writeFile(join(shards[0]!, `${hash}.json`), JSON.stringify(record));
  await writeFile(join(shards[1]!, `${hash}.${id}`), text);
}

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
