import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { StoreThread } from '../../../src/platform/embedded/store/thread/store-thread.js';
import { clientOf } from './support/test-store.js';

const PROGRAM = new URL('../../../src/platform/embedded/store/thread/store.program.js', import.meta.url);

describe('a store in a thread of its own', () => {
  let dataDir: string;
  let defects: string[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'store-'));
    defects = [];
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const launch = (options: { port?: number; program?: string | URL } = {}) =>
    new StoreThread({ program: PROGRAM, dataDir, onDefect: (text) => defects.push(text), ...options });

  /** A program in place of the store's. */
  const program = async (code: string) => {
    const path = join(dataDir, 'program.mjs');
    await writeFile(path, `import { parentPort } from 'node:worker_threads';\n${code}`);
    return path;
  };

  it('keeps objects, credentials and port, and reports what was created, also before it was listened to', async () => {
    const first = launch();
    const { bucket: Bucket, ...store } = await first.ready;
    const { accessKeyId, secretAccessKey } = store;
    const s3 = clientOf(store.endpoint, { accessKeyId, secretAccessKey });
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a b/ü+.txt', Body: 'hello' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a b/ü+.txt' }));
    const heard: string[] = [];
    const both = new Promise<void>((resolve) => {
      first.onCreated((key) => {
        heard.push(key);
        if (heard.length === 2) resolve();
      });
    });
    await s3.send(new PutObjectCommand({ Bucket, Key: 'later.txt', Body: 'hello' }));
    await both;
    expect(heard).toEqual(['a b/ü+.txt', 'later.txt']);
    await first.stop();

    const second = launch();
    expect(await second.ready).toEqual({ bucket: Bucket, ...store });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'later.txt' }));
    expect(await Body?.transformToString()).toBe('hello');
    await second.stop();
    s3.destroy();
    expect(defects).toEqual([]);
  });

  it('is not ready when its port is taken, and says so like a store in the same thread', async () => {
    const first = launch();
    const port = Number(new URL((await first.ready).endpoint).port);
    const second = launch({ port });
    await expect(second.ready).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.stop();
    await first.stop();
  });

  it('stops while it is starting', async () => {
    const thread = launch();
    await thread.stop();
    await (await restarted()).stop();
  });

  const restarted = async () => {
    const thread = launch();
    await thread.ready;
    return thread;
  };

  it('fails with a message when the thread ends by an error', async () => {
    const dies = `parentPort.once('message', () => {});
      setImmediate(() => { throw new Error('no space left'); });`;
    const thread = launch({ program: await program(dies) });
    expect((await thread.failed).message).toMatch(/^The embedded store ended: no space left\. .* start again/);
    await thread.stop();
  });

  it('fails when the thread exits by itself, not when it is stopped', async () => {
    const exits = launch({ program: await program(`parentPort.postMessage({ kind: 'ready', store: {} });`) });
    expect((await exits.failed).message).toContain('the thread exited with code 0');
    const stopped = await restarted();
    const failed = stopped.failed.then(() => 'failed');
    await stopped.stop();
    expect(await Promise.race([failed, Promise.resolve('stopped')])).toBe('stopped');
  });

  it('passes defects on to the log', async () => {
    const says = `parentPort.postMessage({ kind: 'defect', text: 'TypeError: x' });
      parentPort.postMessage({ kind: 'ready', store: {} });
      parentPort.once('message', () => {});`;
    const thread = launch({ program: await program(says) });
    await thread.ready;
    expect(defects).toEqual(['TypeError: x']);
    await thread.stop();
  });
});
