import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pMap from 'p-map';
import { MembershipsRepository } from '../../../src/features/documents/knowledge-bases/memberships.repository.js';
import { ReprocessDocumentTransaction } from '../../../src/features/documents/processing/reprocess-document.transaction.js';
import { DocumentsRepository } from '../../../src/features/documents/records/documents.repository.js';
import { UpdateDocumentTransaction } from '../../../src/features/documents/records/update-document.transaction.js';
import { LockedUploadsRepository } from '../../../src/features/uploads/index.js';
import { UploadsRepository } from '../../../src/features/uploads/records/uploads.repository.js';
import { ExtractionError } from '../../../src/platform/text-extraction/extraction-error.js';
import type { Extracted } from '../../../src/platform/text-extraction/text-extractor.js';
import { IngestionScene } from '../../support/ingestion-scene.js';
import { expectIngested, someText } from '../../support/ingested.js';

let scene: IngestionScene;

beforeAll(async () => {
  scene = await IngestionScene.start();
});
afterAll(() => scene.stop());
afterEach(async () => {
  await scene.query('UPDATE documents SET next_attempt_at = NULL, lease_token = NULL');
});

const text = someText;

/** What users do with a document, by the product's transactions. */
function actsOfUsers() {
  const { database, tenant } = scene;
  const documents = new DocumentsRepository(database);
  const uploads = new LockedUploadsRepository(new UploadsRepository(database));
  const changes = new UpdateDocumentTransaction(database, documents, new MembershipsRepository(database));
  const reprocessing = new ReprocessDocumentTransaction(database, uploads, documents);
  return {
    rename: (id: string) => changes.update(tenant, id, { name: 'renamed' }),
    async reprocess(id: string) {
      const { uploadId } = (await documents.find(tenant, id))!;
      await reprocessing.requeue(tenant, { id, uploadId });
    },
  };
}

describe('a document', () => {
  it('becomes chunks, SUCCESS and one event', async () => {
    const id = await scene.document(text);
    expect(await scene.find(id)).toMatchObject({ status: 'PROCESSING', stage: 'queued', chunk_count: 0 });
    expect(await scene.worker().all()).toBe(1);
    await expectIngested(scene, id);
    expect(await scene.eventsOf(id)).toEqual(['document.processed']);
  });

  it('with more chunks than are kept in memory has each of them once', async () => {
    const long = Array.from({ length: 60_000 }, (_, n) => `Sentence ${n} of a long book.`).join('\n');
    const id = await scene.document(long);
    await scene.worker().all();
    await expectIngested(scene, id, long.trim());
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

  it('that 50 requests have processed again at the same time is ingested once more', async () => {
    const id = await scene.document(text);
    await scene.worker().all();
    const { reprocess } = actsOfUsers();
    // As many at a time as there are connections: the others would only wait for one.
    await pMap(Array(50).fill(id), reprocess, { concurrency: 8 });
    expect(await scene.find(id)).toMatchObject({ status: 'PROCESSING', stage: 'queued', attempts: 0 });
    expect(await scene.worker().all()).toBe(1);
    await expectIngested(scene, id);
    expect(await scene.eventsOf(id)).toEqual(['document.processed', 'document.processed']);
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
    await expectIngested(scene, next);
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
      await expectIngested(scene, id);
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
      await expectIngested(scene, id);
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
      expect(await scene.eventsOf(id)).toEqual(['document.deleted']);
    },
  );

  it('a change, and a new start after the worker was given up, wait for no chunk that is being inserted', async () => {
    const done: string[] = [];
    const id = await during('ingestion.inserted', async (id) => {
      const { rename, reprocess } = actsOfUsers();
      await rename(id);
      done.push('renamed');
      await scene.query(`UPDATE documents SET status = 'FAILURE', error_code = 'interrupted', lease_token = NULL,
        next_attempt_at = NULL WHERE id = '${id}'`);
      await reprocess(id);
      done.push('queued again');
    });
    expect(done).toEqual(['renamed', 'queued again']);
    expect(await scene.find(id)).toMatchObject({ name: 'renamed', status: 'PROCESSING', attempts: 0 });
    expect(await scene.worker().all()).toBe(1);
    await expectIngested(scene, id);
  });

  it('a release starts the ingestion anew; the run that it interrupts writes nothing', async () => {
    const id = await during('ingestion.inserted', async (id) => {
      await scene.moveUpload(id, 'REJECTED', 'quarantined:test');
      await scene.moveUpload(id, 'AVAILABLE');
    });
    expect(await scene.find(id)).toMatchObject({ status: 'PROCESSING', stage: 'queued', attempts: 0 });
    expect(await scene.chunksOf(id)).toEqual([]);
    await scene.worker().all();
    await expectIngested(scene, id);
    expect(await scene.eventsOf(id)).toEqual(['document.processed']);
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
