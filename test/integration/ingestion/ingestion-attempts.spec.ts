import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Database } from '../../../src/platform/prisma/database.js';
import { expectIngested, someText as text } from '../../support/ingested.js';
import { IngestionScene } from '../../support/ingestion-scene.js';
import { TcpProxy } from '../../support/resilience/tcp-proxy.js';

const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);

let scene: IngestionScene;

beforeAll(async () => {
  scene = await IngestionScene.start();
});
afterAll(() => scene.stop());
afterEach(async () => {
  warn.mockClear();
  scene.storeFaults.faults = {};
  await scene.query('UPDATE documents SET next_attempt_at = NULL, lease_token = NULL');
});

describe('attempts', () => {
  const defect = () => {
    throw new Error('a defect of this test');
  };

  it('that end by an error of ours are repeated, then the document has failed', async () => {
    const id = await scene.document(text);
    const worker = scene.worker({ at: { 'ingestion.extracted': defect } });
    for (let attempt = 1; attempt <= 4; attempt++) {
      expect(await worker.one()).toBe(true);
      expect(await scene.find(id)).toMatchObject({ status: 'PROCESSING', stage: 'queued', attempts: attempt });
      expect(await worker.one()).toBe(false);
      await scene.endLeases();
    }
    await worker.one();
    expect(await scene.find(id)).toMatchObject({ status: 'FAILURE', error_code: 'failed' });
    expect(await scene.eventsOf(id)).toEqual(['document.failed']);
  });

  it('whose worker dies each time end in a failure that says so', async () => {
    const id = await scene.document(text);
    const over = Promise.withResolvers<void>();
    const dies = scene.worker({ at: { 'ingestion.claimed': () => over.promise } });
    const dead: Promise<unknown>[] = [];
    for (let attempt = 1; attempt <= 5; attempt++) {
      dead.push(dies.one());
      while ((await scene.find(id)).attempts < attempt) await new Promise((resolve) => setImmediate(resolve));
      await scene.endLeases();
    }
    await scene.worker().one();
    expect(await scene.find(id)).toMatchObject({ status: 'FAILURE', error_code: 'interrupted', chunk_count: 0 });
    over.resolve();
    await Promise.all(dead);
  });

  it('during an outage of the store do not count', async () => {
    const id = await scene.document(text);
    scene.storeFaults.faults = { before: async (request) => void request.destroy() };
    expect(await scene.worker().one()).toBe(true);
    expect(await scene.find(id)).toMatchObject({ status: 'PROCESSING', attempts: 0, lease_token: null });
    scene.storeFaults.faults = {};
    await scene.endLeases();
    await scene.worker().all();
    await expectIngested(scene, id);
  });

  it('during an outage of the database do not count, and the run goes on or is repeated', async () => {
    const line = await TcpProxy.ofUrl(scene.test.url);
    const through = (url: string) => line.through(url);
    const { appUrl, systemUrl } = scene.test;
    const database = new Database({ appUrl: through(appUrl), systemUrl: through(systemUrl), poolSize: 4 });
    const id = await scene.document(text);
    const cut = () => line.set('reset');
    const run = scene.worker({ database, at: { 'ingestion.extracted': cut } }).one();
    // It asks again until the database answers.
    await untilLogged(/waits/);
    line.set('open');
    await run;
    expect(await scene.find(id)).toMatchObject({
      status: 'PROCESSING',
      stage: 'queued',
      attempts: 0,
      lease_token: null,
    });
    await scene.endLeases();
    await scene.worker().all();
    await expectIngested(scene, id);
    await database.onApplicationShutdown();
    await line.close();
  });

  it('that a shutdown cuts short do not count', async () => {
    const id = await scene.document(text);
    const worker = scene.worker({ at: { 'ingestion.opened': () => worker.shutdown.abort() } });
    await worker.one();
    expect(await scene.find(id)).toMatchObject({
      status: 'PROCESSING',
      stage: 'queued',
      attempts: 0,
      lease_token: null,
    });
    await scene.worker().all();
    await expectIngested(scene, id);
  });
});

/** Until a warning of the runner, which are kept out of the output. */
async function untilLogged(pattern: RegExp): Promise<void> {
  const logged = () => warn.mock.calls.some(([message]) => pattern.test(String(message)));
  while (!logged()) await new Promise((resolve) => setImmediate(resolve));
}

describe('1,000 small documents', () => {
  it('go through one worker, and nothing of them stays in it', async () => {
    await scene.documentsOfOneFile(1_000, 'A small document.');
    const worker = scene.worker();
    const begun = performance.now();
    const heaps: number[] = [];
    let taken = 0;
    while (await worker.one()) if (++taken % 300 === 100) heaps.push(usedHeap());
    console.log(`${((performance.now() - begun) / taken).toFixed(1)} ms a document, heaps ${heaps.join()} MiB`);
    expect(taken).toBe(1_000);
    // A kilobyte that stays of each would be one mebibyte of nine hundred.
    expect(heaps.at(-1)! - heaps[0]!).toBeLessThan(10);
    const [row] = await scene.query<{ done: number }>(
      `SELECT count(*)::int AS done FROM documents d JOIN document_chunks c ON c.document_id = d.id
       WHERE d.status = 'SUCCESS' AND d.chunk_count = 1 AND d.name = 'one of many'`,
    );
    expect(row!.done).toBe(1_000);
  }, 240_000);
});

/** In MiB, after a collection. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return Math.round(process.memoryUsage().heapUsed / 1024 ** 2);
}
