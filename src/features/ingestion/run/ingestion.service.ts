import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { ObjectChangedError, ObjectStore } from '../../../platform/object-store/object-store.js';
import { TemporaryFiles } from '../../../platform/temporary-files/temporary-files.js';
import { ExtractionError } from '../../../platform/text-extraction/extraction-error.js';
import {
  type DocumentFormat,
  documentFormats,
  type ExtractionSource,
  TextExtractor,
} from '../../../platform/text-extraction/text-extractor.js';
import { DocumentIngestionRepository, IngestionOutcomeRepository, type LeasedDocument } from '../../documents/index.js';
import { AvailableBytes, type PinnedBytes } from '../../uploads/index.js';
import { TooMuchTextError } from '../chunking/chunk.js';
import { ChunkingThread } from '../chunking/chunking-thread.js';
import { DocumentChunks } from '../chunking/document-chunks.js';
import { LeaseLostError, NotReadableError } from '../domain/ingestion.errors.js';
import { IngestionMetrics } from './ingestion-metrics.js';
import { ChunkSpool } from './chunk-spool.js';
import { ProgressReport } from './progress-report.js';

/** Of the progress, by its stages. */
const EXTRACTED = 0.9;

/** Files of these formats are nothing but text: without any they are empty, not a scan. */
const TEXT_ONLY: readonly DocumentFormat[] = ['txt', 'csv', 'md'];

/**
 * Takes one leased document from its file to its chunks: read, extract, chunk, store. The process may die after any step:
 * the next claim starts over, and the chunks are there once.
 */
@Injectable()
export class IngestionService {
  constructor(
    private readonly uploads: AvailableBytes,
    private readonly store: ObjectStore,
    private readonly extractor: TextExtractor,
    private readonly thread: ChunkingThread,
    private readonly files: TemporaryFiles,
    private readonly documents: DocumentIngestionRepository,
    private readonly outcomes: IngestionOutcomeRepository,
    private readonly metrics: IngestionMetrics,
    private readonly faults: FaultPoints,
  ) {}

  /** Throws `LeaseLostError`, `NotReadableError`, and what the store or the database throw. */
  async run(document: LeasedDocument, signal: AbortSignal): Promise<void> {
    await this.faults.reached('ingestion.claimed');
    const file = await this.uploads.find(document, document.uploadId);
    if (!file) throw new NotReadableError();
    const format = formatOf(file.filename);
    await this.metrics.measure(format, () => this.ingest(document, file, format, signal));
  }

  /** The document has failed for good. */
  async fail(document: LeasedDocument, failure: { code: string; message: string }): Promise<void> {
    const failed = await this.outcomes.fail(document, failure);
    if (!failed) throw new LeaseLostError();
    await this.faults.reached('ingestion.failed');
  }

  /** Returns how it ended, for metrics: the number of chunks, or the code of a failure. */
  private async ingest(
    document: LeasedDocument,
    file: PinnedBytes,
    format: DocumentFormat | undefined,
    signal: AbortSignal,
  ): Promise<number | string> {
    const spool = new ChunkSpool(this.files);
    try {
      await this.extract(document, this.sourceOf(file), format, spool, signal);
      await this.faults.reached('ingestion.extracted');
      await this.publish(document, spool);
      return spool.count;
    } catch (error) {
      // What is cut short may look like a damaged document.
      signal.throwIfAborted();
      const failure = failureOf(error);
      if (!failure) throw error;
      await this.fail(document, failure);
      return failure.code;
    } finally {
      await spool.close();
    }
  }

  private async extract(
    document: LeasedDocument,
    source: ExtractionSource,
    format: DocumentFormat | undefined,
    spool: ChunkSpool,
    signal: AbortSignal,
  ): Promise<void> {
    if (!format || !this.extractor.accepts(format)) throw new ExtractionError('unsupported');
    const chunks = new DocumentChunks((part) => this.thread.chunk(part));
    const progress = new ProgressReport((reached) => this.report(document, reached));
    for await (const extracted of this.extractor.extract(source, format, signal)) {
      signal.throwIfAborted();
      if (extracted.kind === 'progress') await progress.at('extracting', extracted.share * EXTRACTED);
      else await spool.add(await chunks.add(extracted.segment));
    }
    await spool.add(await chunks.end());
    signal.throwIfAborted();
    if (spool.count === 0 && TEXT_ONLY.includes(format)) throw new ExtractionError('empty');
    await progress.at('storing', EXTRACTED);
  }

  private async publish(document: LeasedDocument, spool: ChunkSpool): Promise<void> {
    const stored = await this.outcomes.succeed(document, this.faulty(spool.batches()), spool.count);
    if (!stored) throw new LeaseLostError();
    await this.faults.reached('ingestion.stored');
  }

  /** Ends with the step between the last chunk and the status. */
  private async *faulty(batches: AsyncIterable<string>): AsyncGenerator<string> {
    yield* batches;
    await this.faults.reached('ingestion.inserted');
  }

  private async report(document: LeasedDocument, progress: Parameters<DocumentIngestionRepository['report']>[1]) {
    // A report that fails does not matter; one that finds the lease lost does.
    const reported = await this.documents.report(document, progress).catch(() => true);
    if (!reported) throw new LeaseLostError();
  }

  private sourceOf({ key, etag, size }: PinnedBytes): ExtractionSource {
    const open = async (signal: AbortSignal) => {
      const body = await this.store.get(key, { etag, signal });
      await this.faults.reached('ingestion.opened');
      if (!body) throw new ObjectChangedError(key);
      return body.stream;
    };
    return { size, open };
  }
}

function formatOf(filename: string): DocumentFormat | undefined {
  const extension = /\.([^.]+)$/.exec(filename)?.[1]?.toLowerCase();
  return documentFormats.find((format) => format === extension);
}

/** What is wrong with the document itself; `undefined`: something else went wrong. */
function failureOf(error: unknown): { code: string; message: string } | undefined {
  const failure = error instanceof TooMuchTextError ? new ExtractionError('too_large') : error;
  return failure instanceof ExtractionError ? { code: failure.code, message: failure.message } : undefined;
}
