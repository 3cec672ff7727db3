import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../src/config/config.js';
import { DocumentIngestionRepository, IngestionOutcomeRepository } from '../../src/features/documents/index.js';
import { ChunkingThread } from '../../src/features/ingestion/chunking/chunking-thread.js';
import { IngestionRunner } from '../../src/features/ingestion/queue/ingestion-runner.js';
import { Chunking } from '../../src/features/ingestion/run/document-chunks.js';
import { DocumentText } from '../../src/features/ingestion/run/document-text.js';
import { IngestionMetrics } from '../../src/features/ingestion/run/ingestion-metrics.js';
import { IngestionService } from '../../src/features/ingestion/run/ingestion.service.js';
import { AnnouncementsRepository } from '../../src/features/relay/index.js';
import { AvailableBytes, UploadTraces } from '../../src/features/uploads/index.js';
import { PostgresEventChannel } from '../../src/platform/events/postgres.event-channel.js';
import type { FaultPoints } from '../../src/platform/faults/fault-points.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { S3ObjectStore } from '../../src/platform/object-store/s3/s3-object-store.js';
import { Database } from '../../src/platform/prisma/database.js';
import { TemporaryFiles } from '../../src/platform/temporary-files/temporary-files.js';
import { bytesInMemory } from '../../src/platform/text-extraction/document-bytes.js';
import { extractDocument } from '../../src/platform/text-extraction/extract-document.js';
import {
  type DocumentFormat,
  type Extracted,
  type ExtractionSource,
  TextExtractor,
} from '../../src/platform/text-extraction/text-extractor.js';
import { newId } from '../../src/shared/ids.js';
import { insertDocument } from './inserted-document.js';
import { ProxiedStore } from './proxied-store.js';
import { makeTenant, productDatabase, type TestTenant } from './tenant.js';

/** Reads documents of the tests in this process: the cage has its own tests. */
class UncagedTextExtractor extends TextExtractor {
  override accepts(): boolean {
    return true;
  }

  override async *extract(source: ExtractionSource, format: DocumentFormat, signal: AbortSignal) {
    const bytes = Buffer.concat(await (await source.open(signal)).toArray());
    yield* extractDocument(bytesInMemory(bytes), format);
  }
}

export interface WorkerOptions {
  /** What happens at a step of an ingestion, before it goes on. */
  at?: Record<string, () => Promise<unknown> | unknown>;
  extract?: (source: ExtractionSource, signal: AbortSignal) => AsyncIterable<Extracted>;
  /** Instead of the one that reads in this process. */
  extractor?: TextExtractor;
  leaseSeconds?: number;
  database?: Database;
}

export interface StoredDocument {
  status: string;
  stage: string;
  progress: number;
  error_code: string | null;
  error_message: string | null;
  chunk_count: number;
  attempts: number;
  lease_token: string | null;
  next_attempt_at: Date | null;
}

/** Documents, a database and a store, and workers that ingest: put together as the product does. */
export class IngestionScene {
  private constructor(
    private readonly setup: Awaited<ReturnType<typeof productDatabase>>,
    private readonly network: ProxiedStore,
    private readonly store: S3ObjectStore,
    private readonly directory: string,
    private readonly thread: ChunkingThread,
    readonly tenant: TestTenant,
  ) {}

  static async start(): Promise<IngestionScene> {
    const [setup, network] = await Promise.all([productDatabase(), ProxiedStore.start()]);
    const location = {
      bucket: network.bucket,
      region: 'us-east-1',
      endpoint: network.proxy.endpoint,
      forcePathStyle: true,
    };
    const options = { location, multipartCopyThresholdBytes: 1024 ** 3 };
    const store = new S3ObjectStore(options, () => network.credentials);
    const directory = await mkdtemp(join(tmpdir(), 'airlock-ingestion-'));
    const tenant = await makeTenant(setup.database);
    return new IngestionScene(setup, network, store, directory, new ChunkingThread(), tenant);
  }

  async stop(): Promise<void> {
    await this.thread.onApplicationShutdown();
    this.store.onApplicationShutdown();
    await this.network.stop();
    await this.setup.close();
    await rm(this.directory, { recursive: true });
  }

  get database(): Database {
    return this.setup.database;
  }

  get test() {
    return this.setup.test;
  }

  /** What the store does with requests of workers. */
  get storeFaults() {
    return this.network.proxy;
  }

  query<Row extends object>(sql: string): Promise<Row[]> {
    return this.setup.test.query<Row>(sql, this.setup.test.systemUrl);
  }

  anotherTenant(): Promise<TestTenant> {
    return makeTenant(this.database);
  }

  /** A document whose file was admitted just now. Returns its id. */
  async document(bytes: Buffer | string, { filename = 'a.txt', tenant = this.tenant } = {}): Promise<string> {
    const id = newId('doc');
    const key = `documents/${tenant.workspaceId}/${id}/${filename}`;
    const access = this.network.access();
    await access.put(key, bytes, 'text/plain');
    access.close();
    const { etag, size } = (await this.store.head(key))!;
    return insertDocument(this.database, tenant, { id, filename, key, etag, size });
  }

  /** Many documents whose files have one content. */
  async documentsOfOneFile(count: number, text: string): Promise<void> {
    const first = await this.document(text);
    await this.query(`
      WITH made AS (
        SELECT 'upl_many' || lpad(n::text, 12, '0') AS upload, 'doc_many' || lpad(n::text, 12, '0') AS document
        FROM generate_series(2, ${count}) n
      ), uploaded AS (
        INSERT INTO uploads (id, organization_id, workspace_id, bucket_id, filename, content_type, reserved_bytes, method, key,
          created_by, url_expires_in_seconds, url_expires_at, deadline_at, next_check_at, status, confirmed_at, completed_at,
          blob_id, size, document_id)
        SELECT upload, organization_id, workspace_id, bucket_id, filename, content_type, 0, method, upload, created_by, 60,
          now(), now(), now(), status, confirmed_at, completed_at, blob_id, size, document
        FROM made, uploads WHERE document_id = '${first}' RETURNING id
      )
      INSERT INTO documents (id, organization_id, workspace_id, upload_id, name, created_by, status, stage, next_attempt_at)
      SELECT document, organization_id, workspace_id, upload, 'one of many', 'test', 'PROCESSING', 'queued', now()
      FROM made, documents WHERE id = '${first}'`);
    await this.query(`UPDATE documents SET name = 'one of many' WHERE id = '${first}'`);
  }

  worker({ at = {}, extract, extractor: given, leaseSeconds = 30, database = this.database }: WorkerOptions = {}) {
    const channel = new PostgresEventChannel(this.setup.test.systemUrl);
    const documents = new DocumentIngestionRepository(database, channel);
    const bytes = new AvailableBytes(database);
    const outcomes = new IngestionOutcomeRepository(database, new AnnouncementsRepository(database), bytes, channel);
    const faults = { reached: async (step: string) => void (await at[step]?.()) } as unknown as FaultPoints;
    const extractor = extract
      ? ({ accepts: () => true, extract: (source, _, signal) => extract(source, signal) } as TextExtractor)
      : (given ?? new UncagedTextExtractor());
    const metrics = new IngestionMetrics(new Metrics());
    const files = new TemporaryFiles(this.directory);
    const settings = { INGESTION_LEASE_SECONDS: leaseSeconds, EXTRACTION_MAX_CHARACTERS: 20_000_000 };
    const config = { get: (name: keyof typeof settings) => settings[name] } as unknown as Config;
    const chunking = new Chunking(this.thread, files, config);
    const text = new DocumentText(this.store, extractor, faults);
    const service = new IngestionService(bytes, text, chunking, documents, outcomes, metrics, faults);
    const runner = new IngestionRunner(documents, service, new UploadTraces(database), config);
    const shutdown = new AbortController();
    return {
      documents,
      shutdown,
      one: () => runner.runNext(shutdown.signal),
      /** Ingests until nothing is due; returns how many documents were taken. */
      all: async () => {
        let taken = 0;
        while (await runner.runNext(shutdown.signal)) taken += 1;
        return taken;
      },
    };
  }

  async find(id: string): Promise<StoredDocument> {
    return (await this.query<StoredDocument>(`SELECT * FROM documents WHERE id = '${id}'`))[0]!;
  }

  async chunksOf(id: string): Promise<{ index: number; text: string; start_offset: number; end_offset: number }[]> {
    return this.query(`SELECT * FROM document_chunks WHERE document_id = '${id}' ORDER BY index`);
  }

  /** The types of the events of a document. */
  async eventsOf(id: string): Promise<string[]> {
    const rows = await this.query<{ type: string }>(
      `SELECT type FROM announcements WHERE resource_id = '${id}' ORDER BY id`,
    );
    return rows.map(({ type }) => type);
  }

  /** The worker that has the lease died long ago; pauses are over. */
  async endLeases(): Promise<void> {
    await this.query(`
      UPDATE documents SET lease_until = now() - interval '1 second', next_attempt_at = now() - interval '1 second'
      WHERE next_attempt_at IS NOT NULL`);
  }

  /** Moves the upload of a document, as an administrator or a user does. */
  async moveUpload(
    id: string,
    status: 'REJECTED' | 'DELETED' | 'AVAILABLE',
    reason: string | null = null,
  ): Promise<void> {
    const text = reason === null ? 'NULL' : `'${reason}'`;
    await this.query(`UPDATE uploads SET status = '${status}', status_reason = ${text} WHERE document_id = '${id}'`);
  }
}
