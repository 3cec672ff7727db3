import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CompleteMultipartUploadCommand, GetObjectCommand } from '@aws-sdk/client-s3';
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
    await before.put('a.txt', 'hello');
    await before.stop();
    const blobs = join(dir, 'buckets', BUCKET, 'blobs');
    const [shard = ''] = await readdir(blobs);
    const [blob = ''] = await readdir(join(blobs, shard));
    const orphan = `${blob.slice(0, 64)}.${'0'.repeat(32)}`;
    await writeFile(join(blobs, shard, orphan), 'placed, but never named');
    await writeFile(join(dir, 'scratch', 'half'), 'half an ob');
    const after = await before.restart();
    await after.store.whenTidy();
    await after.stop();
    expect(await readdir(join(blobs, shard))).toEqual([blob]);
    expect(await readdir(join(dir, 'scratch'))).toEqual([]);
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

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
