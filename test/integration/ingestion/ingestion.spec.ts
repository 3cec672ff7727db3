import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ExtractionError } from '../../../src/platform/text-extraction/extraction-error.js';
import type { Extracted } from '../../../src/platform/text-extraction/text-extractor.js';
import { IngestionScene } from '../../support/ingestion-scene.js';

let scene: IngestionScene;

beforeAll(async () => {
  scene = await IngestionScene.start();
});
afterAll(() => scene.stop());
afterEach(async () => {
  scene.storeFaults.faults = {};
  await scene.query('UPDATE documents SET next_attempt_at = NULL, lease_token = NULL');
});

const text = Array.from({ length: 200 }, (_, n) => `Paragraph ${n} tells of the harbour and its ships.`).join('\n\n');
const succeeded = { status: 'SUCCESS', stage: 'finished', progress: 1, lease_token: null, next_attempt_at: null };

/** The chunks are those of the text, each once. */
async function expectIngested(id: string, whole = text): Promise<void> {
  const chunks = await scene.chunksOf(id);
  expect(await scene.find(id)).toMatchObject({ ...succeeded, chunk_count: chunks.length });
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.map(({ index }) => index)).toEqual(chunks.map((_, n) => n));
  for (const { text, start_offset: start, end_offset: end } of chunks) expect(text).toBe(whole.slice(start, end));
  expect(chunks.at(-1)!.end_offset).toBe(whole.length);
}

describe('a document', () => {
  it('becomes chunks, SUCCESS and one event', async () => {
    const id = await scene.document(text);
    expect(await scene.find(id)).toMatchObject({ status: 'PROCESSING', stage: 'queued', chunk_count: 0 });
    expect(await scene.worker().all()).toBe(1);
    await expectIngested(id);
    expect(await scene.eventsOf(id)).toEqual(['document.processed']);
  });

  it('with more chunks than are kept in memory has each of them once', async () => {
    const long = Array.from({ length: 60_000 }, (_, n) => `Sentence ${n} of a long book.`).join('\n');
    const id = await scene.document(long);
    await scene.worker().all();
    await expectIngested(id, long.trim());
    expect((await scene.find(id)).chunk_count).toBeGreaterThan(800);
  });

  it('is processed again: the chunks are replaced, not added', async () => {
    const id = await scene.document(text);
    await scene.worker().all();
    const before = await scene.chunksOf(id);
    await scene.moveUpload(id, 'REJECTED', 'quarantined:test');
    await scene.moveUpload(id, 'AVAILABLE');
    expect(await scene.worker().all()).toBe(1);
    expect(await scene.chunksOf(id)).toEqual(before);
  });

  it.each([
    ['is empty text', ' \n\n\t ', 'a.txt', { status: 'FAILURE', stage: 'failed', error_code: 'empty', chunk_count: 0 }],
    ['has a format that is not read', 'text', 'a.bin', { status: 'FAILURE', error_code: 'unsupported' }],
  ])('that %s fails with its reason, and the next one is read', async (_, bytes, filename, expected) => {
    const id = await scene.document(bytes, { filename });
    const next = await scene.document(text);
    await scene.worker().all();
    expect(await scene.find(id)).toMatchObject({ ...expected, error_message: expect.any(String) });
    expect(await scene.eventsOf(id)).toEqual(['document.failed']);
    await expectIngested(next);
  });

  it('without text in a format that has pictures is a SUCCESS without chunks', async () => {
    const id = await scene.document('scan', { filename: 'scan.pdf' });
    await scene.worker({ extract: async function* () {} }).all();
    expect(await scene.find(id)).toMatchObject({ status: 'SUCCESS', stage: 'no_text', progress: 1, chunk_count: 0 });
  });

  it('that fails in a new run loses the chunks of the old one', async () => {
    const id = await scene.document(text);
    await scene.worker().all();
    await scene.query(`UPDATE documents SET status = 'PROCESSING', next_attempt_at = now() WHERE id = '${id}'`);
    // eslint-disable-next-line require-yield -- It fails at once.
    const extract = async function* (): AsyncGenerator<Extracted> {
      throw new ExtractionError('encrypted');
    };
    await scene.worker({ extract }).all();
    expect(await scene.find(id)).toMatchObject({ status: 'FAILURE', error_code: 'encrypted', chunk_count: 0 });
    expect(await scene.chunksOf(id)).toEqual([]);
  });
});

describe('two workers', () => {
  it('share the documents, each is ingested once', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => scene.document(text)));
    const taken = await Promise.all([scene.worker().all(), scene.worker().all()]);
    expect(taken[0]! + taken[1]!).toBe(6);
    for (const id of ids) {
      await expectIngested(id);
      expect(await scene.eventsOf(id)).toEqual(['document.processed']);
    }
  });

  it.each(['ingestion.claimed', 'ingestion.opened', 'ingestion.extracted', 'ingestion.inserted'])(
    'of which the first stops at %s and goes on after the second is done: it writes nothing',
    async (step) => {
      const id = await scene.document(text);
      const [stopped, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const at = { [step]: () => (stopped.resolve(), goesOn.promise) };
      const first = scene.worker({ at }).one();
      await stopped.promise;
      await scene.endLeases();
      const second = scene.worker().one();
      // The first has the new chunks in its open transaction: the second waits for it.
      if (step === 'ingestion.inserted') await untilClaimedTwice(id);
      else await second;
      goesOn.resolve();
      await Promise.all([first, second]);
      await expectIngested(id);
      expect(await scene.eventsOf(id)).toEqual(['document.processed']);
    },
  );
});

async function untilClaimedTwice(id: string): Promise<void> {
  while ((await scene.find(id)).attempts < 2) await new Promise((resolve) => setImmediate(resolve));
}

describe('meanwhile', () => {
  /** Ingests a document and does something at a step of it. */
  async function during(step: string, act: (id: string) => Promise<unknown>): Promise<string> {
    const id = await scene.document(text);
    await scene.worker({ at: { [step]: () => act(id) } }).one();
    return id;
  }

  it.each(['ingestion.claimed', 'ingestion.extracted', 'ingestion.inserted'])(
    'a quarantine at %s wins: FAILURE, no chunk',
    async (step) => {
      const id = await during(step, (id) => scene.moveUpload(id, 'REJECTED', 'quarantined:found harmful'));
      expect(await scene.find(id)).toMatchObject({ status: 'FAILURE', error_code: 'quarantined', lease_token: null });
      expect(await scene.chunksOf(id)).toEqual([]);
      expect(await scene.eventsOf(id)).toEqual([]);
    },
  );

  it('a quarantine of the content wins before the file is moved', async () => {
    const id = await during('ingestion.extracted', (id) =>
      scene.query(`UPDATE blobs SET generation = generation + 1 WHERE key LIKE '%${id}%'`),
    );
    expect(await scene.find(id)).toMatchObject({ status: 'PROCESSING' });
    expect(await scene.chunksOf(id)).toEqual([]);
  });

  it.each(['ingestion.claimed', 'ingestion.extracted', 'ingestion.inserted'])(
    'a deletion at %s wins: nothing is written',
    async (step) => {
      const id = await during(step, (id) => scene.moveUpload(id, 'DELETED'));
      expect(await scene.find(id)).toMatchObject({ status: 'FAILURE', next_attempt_at: null });
      expect(await scene.chunksOf(id)).toEqual([]);
      expect(await scene.eventsOf(id)).toEqual([]);
    },
  );

  it('a release starts the ingestion anew; the run that it interrupts writes nothing', async () => {
    const id = await during('ingestion.inserted', async (id) => {
      await scene.moveUpload(id, 'REJECTED', 'quarantined:test');
      await scene.moveUpload(id, 'AVAILABLE');
    });
    expect(await scene.find(id)).toMatchObject({ status: 'PROCESSING', stage: 'queued', attempts: 0 });
    expect(await scene.chunksOf(id)).toEqual([]);
    await scene.worker().all();
    await expectIngested(id);
    expect(await scene.eventsOf(id)).toEqual(['document.processed']);
  });
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
    await expectIngested(id);
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
    await expectIngested(id);
  });
});

describe('progress', () => {
  it('never goes back, and a report under a lost lease changes nothing', async () => {
    const id = await scene.document(text);
    const { documents } = scene.worker();
    const lease = (await documents.claim(30))!;
    expect(await documents.report(lease, { stage: 'extracting', share: 0.5 })).toBe(true);
    expect(await documents.report(lease, { stage: 'extracting', share: 0.25 })).toBe(true);
    expect(await scene.find(id)).toMatchObject({ stage: 'extracting', progress: 0.5 });
    expect(await documents.report({ ...lease, leaseToken: 'another' }, { stage: 'storing', share: 1 })).toBe(false);
    expect(await documents.renew({ ...lease, leaseToken: 'another' }, 30)).toBe(false);
    expect(await documents.renew(lease, 30)).toBe(true);
    expect(await scene.find(id)).toMatchObject({ stage: 'extracting', progress: 0.5 });
  });
});

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
