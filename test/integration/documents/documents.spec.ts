import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pMap from 'p-map';
import { CreateDocumentTransaction } from '../../../src/features/documents/creation/create-document.transaction.js';
import { ErasureRepository } from '../../../src/features/documents/erasure/erasure.repository.js';
import { MembershipsRepository } from '../../../src/features/documents/knowledge-bases/memberships.repository.js';
import { FailedDocumentsRepository } from '../../../src/features/documents/index.js';
import { DocumentsRepository } from '../../../src/features/documents/records/documents.repository.js';
import { UpdateDocumentTransaction } from '../../../src/features/documents/records/update-document.transaction.js';
import { AnnouncementsRepository, type RelayedEvent } from '../../../src/features/relay/index.js';
import type { UploadStatus } from '../../../src/features/uploads/domain/upload-states.js';
import { LockedUploadsRepository } from '../../../src/features/uploads/records/locked-uploads.repository.js';
import { UploadsRepository } from '../../../src/features/uploads/records/uploads.repository.js';
import { RecordExpiryRepository } from '../../../src/features/uploads/termination/record-expiry.repository.js';
import { newId } from '../../../src/shared/ids.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { sixty, uploadRepositories } from '../../support/upload-repositories.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let creation: CreateDocumentTransaction;
let changes: UpdateDocumentTransaction;
let erasure: ErasureRepository;

beforeAll(async () => {
  setup = await productDatabase();
  const { database } = setup;
  const [documents, memberships] = [new DocumentsRepository(database), new MembershipsRepository(database)];
  const locked = new LockedUploadsRepository(new UploadsRepository(database));
  creation = new CreateDocumentTransaction(database, locked, documents, memberships);
  changes = new UpdateDocumentTransaction(database, documents, memberships);
  erasure = new ErasureRepository(database);
});
afterAll(() => setup.close());
beforeEach(async () => {
  tenant = await makeTenant(setup.database);
});

const makeOf = (uploadId: string, knowledgeBaseIds: string[] = []) => {
  const { organizationId, workspaceId } = tenant;
  const place = { uploadId, organizationId, workspaceId, createdBy: 'key_test' };
  const plan = { ...place, name: 'a', description: null, metadata: {}, knowledgeBaseIds, language: 'simple' as const };
  return creation.insert(tenant, uploadId, () => ({ ...plan, id: newId('doc') }));
};

async function makeDocument(knowledgeBaseIds: string[] = []): Promise<{ id: string; uploadId: string }> {
  return (await makeOf(await insertUpload(setup.database, tenant), knowledgeBaseIds)).document;
}

const makeOnly = (uploadId: string) => makeOf(uploadId);

const move = (id: string, status: UploadStatus, statusReason: string | null = null) =>
  setup.database.system.upload.update({
    where: { id },
    data: { status, statusReason, ...(status === 'SCANNING' ? { confirmedAt: new Date(), etag: 'e' } : {}) },
  });
const rowOf = (id: string) => setup.database.system.document.findUnique({ where: { id } });

async function makeBase(): Promise<string> {
  const { organizationId, workspaceId } = tenant;
  const data = { id: newId('kb'), organizationId, workspaceId, name: 'kb', createdBy: 'key_test' };
  return (await setup.database.system.knowledgeBase.create({ data })).id;
}

const countOf = async (id: string) =>
  (await setup.database.system.knowledgeBase.findUniqueOrThrow({ where: { id } })).documentCount;

async function addChunks(documentId: string, count: number): Promise<void> {
  const { workspaceId } = tenant;
  await setup.database.system.documentChunk.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      ...{ workspaceId, documentId, index, startOffset: index, endOffset: index + 1, tokenCount: 1, text: 'a' },
    })),
  });
}

const chunksOf = (documentId: string) => setup.database.system.documentChunk.count({ where: { documentId } });
const announced = (resourceId: string) => setup.database.system.announcement.findMany({ where: { resourceId } });

describe('the state of a document', () => {
  it.each<[UploadStatus, string | null, object]>([
    ['UPLOADING', null, { status: 'PENDING', stage: 'waiting_for_upload', errorCode: null }],
    ['SCANNING', null, { status: 'PROCESSING', stage: 'scanning', nextAttemptAt: null }],
    ['REJECTED', 'infected:Eicar', { status: 'FAILURE', stage: 'failed', errorCode: 'infected' }],
    ['EXPIRED', 'expired', { status: 'FAILURE', errorCode: 'expired', finishedAt: expect.any(Date) }],
    ['CANCELED', null, { status: 'FAILURE', errorCode: 'canceled', deletedAt: null }],
    ['DELETED', null, { status: 'FAILURE', deletedAt: expect.any(Date), nextAttemptAt: null }],
  ])('follows an upload that is %s, whichever of them was first', async (status, reason, expected) => {
    const document = await makeDocument();
    await move(document.uploadId, status, reason);
    expect(await rowOf(document.id)).toMatchObject(expected);
    if (status === 'DELETED') return;
    const late = await insertUpload(setup.database, tenant);
    await move(late, status, reason);
    expect(await rowOf((await makeOf(late)).document.id)).toMatchObject(expected);
  });
});

describe('a new language', () => {
  const german = (id: string) => changes.update(tenant, id, { language: 'german' });
  const set = (id: string, data: object) => setup.database.system.document.update({ where: { id }, data });
  const isQueued = {
    status: 'PROCESSING',
    stage: 'queued',
    progress: 0,
    leaseToken: null,
    nextAttemptAt: expect.any(Date),
  };

  it('starts an ingestion again that is under way, and one that left chunks', async () => {
    const { id } = await makeDocument();
    for (const before of [
      {
        status: 'PROCESSING',
        stage: 'storing',
        progress: 0.9,
        leaseToken: 'lt',
        nextAttemptAt: new Date(),
        attempts: 2,
      },
      { status: 'SUCCESS', stage: 'finished', progress: 1, chunkCount: 3, nextAttemptAt: null },
    ]) {
      await set(id, { ...before, language: 'simple' });
      expect(await german(id)).toMatchObject({ language: 'german', status: 'PROCESSING' });
      expect(await rowOf(id)).toMatchObject({ ...isQueued, language: 'german', attempts: 0 });
    }
  });

  it('starts nothing where there are no words to make: before, without and instead of a text, or with this language', async () => {
    const { id, uploadId } = await makeDocument();
    const noText = { status: 'SUCCESS', stage: 'no_text', nextAttemptAt: null, chunkCount: 0 };
    const failed = { ...noText, status: 'FAILURE', stage: 'failed', errorCode: 'corrupt' };
    const same = { ...noText, errorCode: null, chunkCount: 3, language: 'german' };
    for (const state of [noText, failed, same]) {
      await set(id, { language: 'simple', ...state });
      await german(id);
      expect(await rowOf(id)).toMatchObject({ ...state, language: 'german' });
    }
    await move(uploadId, 'SCANNING');
    await changes.update(tenant, id, { language: 'simple' });
    expect(await rowOf(id)).toMatchObject({ stage: 'scanning', nextAttemptAt: null, language: 'simple' });
  });
});

describe('an upload whose document was never inserted', () => {
  it('expires, and leaves nothing: no document, no event of one, no reservation, no record', async () => {
    const { database } = setup;
    const documentId = newId('doc');
    const id = await insertUpload(database, tenant, { documentId });
    const { uploads, termination } = uploadRepositories(database);
    const expiry = { event: 'expire', by: 'system', reason: 'expired' } as const;
    await setup.test.query(`UPDATE uploads SET deadline_at = now() - interval '1 second' WHERE id = '${id}'`);
    expect(await termination.end((await uploads.find(tenant, id))!, expiry)).toMatchObject({ status: 'EXPIRED' });
    await database.asSystem((tx) =>
      new FailedDocumentsRepository(new AnnouncementsRepository(database)).take(tx, [expiredEvent(id)]),
    );
    expect([await rowOf(documentId), await announced(documentId)]).toEqual([null, []]);
    const { organizationId } = tenant;
    const usage = await database.system.usage.findMany({ where: { organizationId } });
    expect(usage).toMatchObject([{ reservedBytes: 0n, pendingCount: 0 }]);
    await setup.test.query(`UPDATE uploads SET next_check_at = now() - interval '61 days' WHERE id = '${id}'`);
    await new RecordExpiryRepository(database, sixty).forget(10);
    expect(await database.system.upload.findUnique({ where: { id } })).toBeNull();
  });

  const expiredEvent = (id: string): RelayedEvent => ({
    ...{ type: 'upload.expired', organizationId: tenant.organizationId, workspaceId: tenant.workspaceId },
    ...{ resource: { kind: 'upload', id }, sequence: 2, at: new Date(), from: 'PENDING', to: 'EXPIRED' },
    ...{ detail: 'expired', data: null, actor: 'system' },
  });
});

describe('at the same time', () => {
  it('50 requests make one document of an upload', async () => {
    const upload = await insertUpload(setup.database, tenant);
    // As many at a time as there are connections: the others would only wait for one.
    const made = await pMap(Array(50).fill(upload), makeOnly, { concurrency: 8 });
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(made.map(({ document }) => document.id)).size).toBe(1);
  });

  it('50 changes and deletions among the same knowledge bases leave exact counts', async () => {
    const bases = await Promise.all([makeBase(), makeBase(), makeBase()]);
    const documents = await Promise.all(Array.from({ length: 10 }, () => makeDocument(bases)));
    const subsets = [[0], [1, 2], [2, 0], [1], [0, 1, 2]].map((places) => places.map((place) => bases[place]!));
    await pMap(
      Array(50).keys(),
      async (n) => {
        const { id, uploadId } = documents[n % documents.length]!;
        if (n % 10 === 9) return move(uploadId, 'DELETED');
        return changes.update(tenant, id, { knowledgeBaseIds: subsets[n % subsets.length]! }).catch(() => undefined);
      },
      { concurrency: 8 },
    );
    for (const base of bases) {
      const links = await setup.database.system.knowledgeBaseDocument.count({ where: { knowledgeBaseId: base } });
      expect(await countOf(base)).toBe(links);
    }
    expect(await announced(documents[9]!.id)).toHaveLength(1);
  });
});

describe('erasure', () => {
  it('takes the chunks of deleted documents in batches, and nothing else', async () => {
    const [gone, kept] = [await makeDocument(), await makeDocument()];
    await addChunks(gone.id, 50);
    await addChunks(kept.id, 5);
    await move(gone.uploadId, 'DELETED');
    await erasure.eraseDocuments(20);
    expect(await chunksOf(gone.id)).toBe(30);
    while (await erasure.eraseDocuments(20));
    expect([await rowOf(gone.id), await chunksOf(gone.id), await chunksOf(kept.id)]).toEqual([null, 0, 5]);
    expect(await announced(gone.id)).toMatchObject([
      { type: 'document.deleted', data: { upload_id: gone.uploadId, name: 'a', chunk_count: 0 } },
    ]);
    expect(await announced(kept.id)).toEqual([]);
  });

  it('by two workers at once erases everything once', async () => {
    const documents = await Promise.all(Array.from({ length: 30 }, () => makeDocument()));
    for (const { id, uploadId } of documents) {
      await addChunks(id, 3);
      await move(uploadId, 'DELETED');
    }
    const work = async () => {
      while (await erasure.eraseDocuments(10));
    };
    await Promise.all([work(), work()]);
    await work();
    const where = { id: { in: documents.map(({ id }) => id) } };
    expect(await setup.database.system.document.count({ where })).toBe(0);
  });

  it('of a knowledge base keeps its documents', async () => {
    const [base, other] = [await makeBase(), await makeBase()];
    const documents = [await makeDocument([base, other]), await makeDocument([base])];
    await setup.database.system.knowledgeBase.update({ where: { id: base }, data: { deletedAt: new Date() } });
    while (await erasure.eraseKnowledgeBases(1));
    await erasure.eraseKnowledgeBases(1);
    expect(await setup.database.system.knowledgeBase.findUnique({ where: { id: base } })).toBeNull();
    expect(await countOf(other)).toBe(1);
    for (const { id } of documents) expect(await rowOf(id)).toMatchObject({ deletedAt: null });
  });

  it('of a workspace leaves nothing of it, and everything of others', async () => {
    const [one, base] = [await makeDocument(), await makeBase()];
    await addChunks(one.id, 30);
    const { workspaceId } = tenant;
    tenant = await makeTenant(setup.database);
    const other = await makeDocument();
    await addChunks(other.id, 3);
    await erasure.eraseWorkspace(workspaceId, 20);
    expect([await rowOf(one.id), await chunksOf(one.id), await chunksOf(other.id)]).toEqual([null, 0, 3]);
    expect(await countOf(base)).toBe(0);
  });
});
