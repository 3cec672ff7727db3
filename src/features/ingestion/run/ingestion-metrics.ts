import { Injectable } from '@nestjs/common';
import { defineCounter, defineGauge, defineHistogram } from '../../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import type { CounterSeries, HistogramSeries } from '../../../platform/metrics/series.js';
import { documentFormats } from '../../../platform/text-extraction/text-extractor.js';
import { documentFailures } from '../../documents/index.js';

const ingestionSeconds = defineHistogram(
  {
    name: 'airlock_ingestion_seconds',
    help: 'Time from the claim of a document to its outcome: success, no_text, or why it failed. again: it is tried once more.',
    labels: {
      format: documentFormats,
      outcome: ['success', 'no_text', 'again', ...Object.keys(documentFailures)],
    },
  },
  [0.05, 0.25, 1, 5, 15, 60, 300],
);
const chunksTotal = defineCounter({ name: 'airlock_ingestion_chunks_total', help: 'Chunks of text that were stored.' });
const ingestionRunning = defineGauge({
  name: 'airlock_ingestion_running',
  help: 'Ingestions under way in this process.',
});

/** Ingestions of this process. */
@Injectable()
export class IngestionMetrics {
  private readonly seconds: HistogramSeries<'format' | 'outcome'>;
  private readonly chunks: CounterSeries<never>;
  private running = 0;

  constructor(metrics: Metrics) {
    this.seconds = metrics.histogram(ingestionSeconds);
    this.chunks = metrics.counter(chunksTotal);
    metrics.gauge(ingestionRunning, () => [{ labels: {}, value: this.running }]);
  }

  /** `ingest` resolves with the number of chunks or the code of a failure. One that throws will be tried again. */
  async measure(format = 'other', ingest: () => Promise<number | string>): Promise<void> {
    const start = performance.now();
    let outcome = 'again';
    this.running += 1;
    try {
      const result = await ingest();
      if (typeof result === 'number') this.chunks.inc({}, result);
      outcome = typeof result === 'string' ? result : result === 0 ? 'no_text' : 'success';
    } finally {
      this.running -= 1;
      this.seconds.observe({ format, outcome }, (performance.now() - start) / 1_000);
    }
  }
}
