import { ChunksRepository } from '../../src/features/documents/chunks/chunks.repository.js';
import { CandidatesRepository } from '../../src/features/documents/search/candidates.repository.js';
import { type Embedder, NoEmbedder } from '../../src/features/documents/search/embedder.js';
import { HitsRepository } from '../../src/features/documents/search/hits.repository.js';
import { PartialWordsRepository } from '../../src/features/documents/search/partial-words.repository.js';
import { MembershipsRepository } from '../../src/features/documents/knowledge-bases/memberships.repository.js';
import { SearchDocumentsService } from '../../src/features/documents/search/search-documents.service.js';
import { Database } from '../../src/platform/prisma/database.js';
import type { Actor, Tenant } from '../../src/shared/actor.js';
import { newId } from '../../src/shared/ids.js';
import type { TestDatabase } from './postgres.js';
import { makeTenant, productDatabase, type TestTenant } from './tenant.js';

/** A document as a scene has it: its chunks, and what differs from one that can be read. */
export interface ScenicDocument {
  chunks: (string | { text: string; page?: number; sheet?: string; row?: number })[];
  name?: string;
  language?: string;
  status?: string;
  in?: TestTenant;
  knowledgeBases?: string[];
}

/** Documents in a database, searched by the product's own classes, without a store or a worker. */
export class SearchScene {
  tenant!: TestTenant;
  readonly database = this.setup.database;
  readonly candidates = new CandidatesRepository(this.database);

  private constructor(private readonly setup: Awaited<ReturnType<typeof productDatabase>>) {}

  static async open(): Promise<SearchScene> {
    const scene = new SearchScene(await productDatabase());
    await scene.change();
    return scene;
  }

  get test(): TestDatabase {
    return this.setup.test;
  }

  /** The same documents, by connections that are new. */
  async reopened(): Promise<SearchScene> {
    await this.database.onApplicationShutdown();
    const { test } = this.setup;
    const database = new Database({ ...test, poolSize: 4 });
    const close = async () => {
      await database.onApplicationShutdown();
      await test.drop();
    };
    const scene = new SearchScene({ test, database, close });
    scene.tenant = this.tenant;
    return scene;
  }

  close(): Promise<void> {
    return this.setup.close();
  }

  async change(): Promise<TestTenant> {
    return (this.tenant = await makeTenant(this.database));
  }

  /** One statement as the owner, to whom row-level security does not apply. */
  query<Row extends Record<string, unknown>>(sql: string): Promise<Row[]> {
    return this.setup.test.query<Row>(sql);
  }

  search(
    q: string,
    { as = this.tenant, knowledgeBaseId, limit = 20, embedder = new NoEmbedder() as Embedder } = {} as {
      as?: Tenant;
      knowledgeBaseId?: string;
      limit?: number;
      embedder?: Embedder;
    },
  ) {
    const { database } = this;
    const parts = new PartialWordsRepository(database);
    const bases = new MembershipsRepository(database);
    const service = new SearchDocumentsService(bases, this.candidates, parts, new HitsRepository(database), embedder);
    return service.search(actorOf(as), { q, knowledgeBaseId, limit });
  }

  readonly chunks = new ChunksRepository(this.database);

  /** The texts that are found, without marks, best first. */
  async found(q: string, options?: Parameters<SearchScene['search']>[1]): Promise<string[]> {
    const { hits } = await this.search(q, options);
    return hits.map(({ highlight }) => highlight.replace(/<\/?mark>/g, ''));
  }

  async add({
    chunks,
    name = 'report',
    language = 'simple',
    status = 'SUCCESS',
    knowledgeBases = [],
    ...rest
  }: ScenicDocument) {
    const { organizationId, workspaceId, bucketId } = rest.in ?? this.tenant;
    const [id, uploadId, blobId] = [newId('doc'), newId('upl'), newId('blb')];
    const sha256 = Buffer.from(blobId.slice(4)).toString('hex').padEnd(64, '0');
    await this.database.system.$transaction([
      this.database.system.blob.create({
        data: {
          ...{ id: blobId, workspaceId, sha256, size: 1, key: blobId, etag: 'e', detectedType: 'text/plain' },
          ...{ verdict: 'clean', scannerVersion: 'test' },
        },
      }),
      this.database.system.$executeRaw`
        INSERT INTO uploads (id, organization_id, workspace_id, bucket_id, status, filename, content_type, reserved_bytes, method,
          key, created_by, url_expires_in_seconds, url_expires_at, deadline_at, next_check_at, confirmed_at, completed_at, size,
          blob_id, document_id)
        VALUES (${uploadId}, ${organizationId}, ${workspaceId}, ${bucketId}, 'AVAILABLE', 'a.txt', 'text/plain', 1, 'PUT',
          ${uploadId}, 'key', 60, now(), now(), now(), now(), now(), 1, ${blobId}, ${id})`,
      this.database.system.$executeRaw`
        INSERT INTO documents (id, organization_id, workspace_id, upload_id, name, language, created_by, status, stage, error_code, chunk_count)
        VALUES (${id}, ${organizationId}, ${workspaceId}, ${uploadId}, ${name}, ${language}, 'key', ${status}::document_status,
          'finished', ${status === 'FAILURE' ? 'corrupt' : null}, ${chunks.length})`,
    ]);
    await this.write(id, chunks, { organizationId, workspaceId });
    for (const knowledgeBaseId of knowledgeBases)
      await this.database.system.knowledgeBaseDocument.create({
        data: { workspaceId, knowledgeBaseId, documentId: id },
      });
    return { id, uploadId, blobId };
  }

  /** As the ingestion does: all chunks are replaced, by the role that is limited to the workspace. */
  async write(documentId: string, chunks: ScenicDocument['chunks'], tenant: Tenant = this.tenant): Promise<void> {
    const { workspaceId } = tenant;
    let end = 0;
    const data = chunks.map((chunk, index) => {
      const { text, ...place } = typeof chunk === 'string' ? { text: chunk } : chunk;
      const startOffset = end;
      end += text.length + 1;
      const tokenCount = text.split(' ').length;
      return { workspaceId, documentId, index, startOffset, endOffset: end - 1, tokenCount, text, ...place };
    });
    await this.database.tenant(tenant, async (tx) => {
      await tx.documentChunk.deleteMany({ where: { documentId, workspaceId } });
      await tx.documentChunk.createMany({ data });
    });
  }

  async knowledgeBase(tenant = this.tenant): Promise<string> {
    const { organizationId, workspaceId } = tenant;
    const id = newId('kb');
    await this.database.system.knowledgeBase.create({
      data: { id, organizationId, workspaceId, name: id, createdBy: 'key' },
    });
    return id;
  }
}

export const actorOf = ({ organizationId, workspaceId }: Tenant, scopes = ['documents:read'] as const): Actor => ({
  ...{ organizationId, workspaceId, tier: 'free', quotaBytes: 1e9, keyId: 'key_x' },
  scopes: new Set(scopes),
});
