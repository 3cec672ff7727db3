import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { DocumentIngestionRepository } from '../../documents/index.js';

const SECONDS = [0.05, 0.25, 1, 5, 15, 60, 300];
/** More than this are not counted. */
const MOST_QUEUED = 10_000;

/** Ingestions of this process, and how many documents wait for one. */
@Injectable()
export class IngestionMetrics {
  private readonly seconds: Histogram<'format' | 'outcome'>;
  private readonly chunks: Counter;
  private running = 0;

  constructor(metrics: Metrics, documents: DocumentIngestionRepository) {
    this.seconds = metrics.histogram(
      {
        name: 'airlock_ingestion_seconds',
        help: 'From the claim of a document to its outcome: success, no_text, an error code; again: without one.',
        labels: ['format', 'outcome'],
      },
      SECONDS,
    );
    this.chunks = metrics.counter({ name: 'airlock_ingestion_chunks_total', help: 'Chunks that were stored.' });
    metrics
      .polledGauge({
        name: 'airlock_ingestion_queued',
        help: `Documents that wait for their ingestion or are under way, in any process; counted up to ${MOST_QUEUED}.`,
      })
      .from(() => documents.countQueued(MOST_QUEUED));
    metrics
      .polledGauge({
        name: 'airlock_ingestion_oldest_seconds',
        help: 'For how long the document that waits longest has been due; 0 when none is.',
      })
      .from(() => documents.oldestDueSeconds());
    metrics
      .polledGauge({ name: 'airlock_ingestion_running', help: 'Ingestions under way in this process.' })
      .from(async () => this.running);
  }

  /** `ingest` resolves with the number of chunks or the code of a failure. One that throws will be tried again. */
  async measure(format = 'other', ingest: () => Promise<number | string>): Promise<void> {
    const start = performance.now();
    let outcome = 'again';
    this.running += 1;
    try {
      const result = await ingest();
      if (typeof result === 'number') this.chunks.inc(result);
      outcome = typeof result === 'string' ? result : result === 0 ? 'no_text' : 'success';
    } finally {
      this.running -= 1;
      this.seconds.observe({ format, outcome }, (performance.now() - start) / 1_000);
    }
  }
}
