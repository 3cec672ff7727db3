import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { ExtractionError } from '../../../platform/text-extraction/extraction-error.js';
import type { DocumentFormat } from '../../../platform/text-extraction/text-extractor.js';
import {
  DocumentIngestionRepository,
  IngestionOutcomeRepository,
  type IngestionProgress,
  type LeasedDocument,
} from '../../documents/index.js';
import { AvailableBytes, type PinnedBytes } from '../../uploads/index.js';
import { LeaseLostError, NotReadableError } from '../domain/ingestion.errors.js';
import { Chunking, type DocumentChunks } from './document-chunks.js';
import { DocumentText, formatOf } from './document-text.js';
import { type Failure, failureOf } from './failures.js';
import { IngestionMetrics } from './ingestion-metrics.js';
import { ProgressReport } from './progress-report.js';

/** Of the progress; the rest is storing. */
const EXTRACTION_SHARE = 0.9;

/** Files of these formats are nothing but text: without any they are empty, not a scan. */
const TEXT_ONLY: readonly (DocumentFormat | undefined)[] = ['txt', 'csv', 'md'];

/**
 * Takes one leased document from its file to its chunks: read, extract, chunk, store. The process may die after any step:
 * the next claim starts over, and the chunks are there once.
 */
@Injectable()
export class IngestionService {
  constructor(
    private readonly uploads: AvailableBytes,
    private readonly text: DocumentText,
    private readonly chunking: Chunking,
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
    await this.metrics.measure(formatOf(file), () => this.ingest(document, file, signal));
  }

  /** The document has failed for good. */
  async fail(document: LeasedDocument, failure: Failure): Promise<void> {
    const failed = await this.outcomes.fail(document, failure);
    if (!failed) throw new LeaseLostError();
    await this.faults.reached('ingestion.failed');
  }

  /** Returns how it ended, for metrics: the number of chunks, or the code of a failure. */
  private async ingest(document: LeasedDocument, file: PinnedBytes, signal: AbortSignal): Promise<number | string> {
    const chunks = this.chunking.begin();
    try {
      await this.extract(document, file, chunks, signal);
      await this.publish(document, chunks);
      return chunks.count;
    } catch (error) {
      // What is cut short may look like a damaged document.
      signal.throwIfAborted();
      const failure = failureOf(error, document.attempts);
      if (!failure) throw error;
      await this.fail(document, failure);
      return failure.code;
    } finally {
      await chunks.close();
    }
  }

  private async extract(
    document: LeasedDocument,
    file: PinnedBytes,
    chunks: DocumentChunks,
    signal: AbortSignal,
  ): Promise<void> {
    const progress = new ProgressReport((reached) => this.report(document, reached));
    for await (const extracted of this.text.read(file, signal)) {
      signal.throwIfAborted();
      if (extracted.kind === 'progress') await progress.at('extracting', extracted.share * EXTRACTION_SHARE);
      else await chunks.add(extracted.segment);
    }
    await chunks.end();
    signal.throwIfAborted();
    if (chunks.count === 0 && TEXT_ONLY.includes(formatOf(file))) throw new ExtractionError('empty');
    await progress.at('storing', EXTRACTION_SHARE);
    await this.faults.reached('ingestion.extracted');
  }

  private async publish(document: LeasedDocument, chunks: DocumentChunks): Promise<void> {
    const stored = await this.outcomes.succeed(document, this.withLastStep(chunks.batches()), chunks.count);
    if (!stored) throw new LeaseLostError();
    await this.faults.reached('ingestion.stored');
  }

  /** With the step between the last chunk and the status. */
  private async *withLastStep(batches: AsyncIterable<string>): AsyncGenerator<string> {
    yield* batches;
    await this.faults.reached('ingestion.inserted');
  }

  /** A report that fails does not matter; one that finds the lease lost does. */
  private async report(document: LeasedDocument, progress: IngestionProgress): Promise<void> {
    const isLeased = await this.documents.report(document, progress).catch(() => true);
    if (!isLeased) throw new LeaseLostError();
  }
}
