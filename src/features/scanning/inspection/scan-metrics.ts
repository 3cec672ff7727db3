import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { ScanQueueRepository } from '../../uploads/index.js';
import type { Findings } from './examination.js';

const SECONDS = [0.01, 0.05, 0.25, 1, 5, 15, 60, 300];
const verdicts = ['clean', 'infected', 'unscannable', 'error'];
/** More waiting uploads than this are not counted. */
const MOST_WAITING = 10_000;

/** Scans of this process, and how many uploads wait for one. */
@Injectable()
export class ScanMetrics {
  private readonly scans: Counter<'verdict'>;
  private readonly seconds: Histogram<'verdict'>;
  private readonly bytes: Counter;

  constructor(metrics: Metrics, queue: ScanQueueRepository) {
    const labels = ['verdict'] as const;
    this.scans = metrics.counter({
      name: 'airlock_scans_total',
      help: 'Scans by verdict. error: the scanner gave none, and the upload waits.',
      labels,
    });
    this.seconds = metrics.histogram(
      { name: 'airlock_scan_seconds', help: 'From the first byte read to the verdict and the type.', labels },
      SECONDS,
    );
    this.bytes = metrics.counter({ name: 'airlock_scan_bytes_total', help: 'Bytes of the files that were scanned.' });
    metrics
      .polledGauge({
        name: 'airlock_scans_waiting',
        help: `Uploads that wait for a scan, in any process; counted up to ${MOST_WAITING}.`,
      })
      .from(() => queue.countWaiting(MOST_WAITING));
    for (const verdict of verdicts) this.scans.inc({ verdict }, 0);
  }

  /** Counts a scan of so many bytes. One that throws has no verdict and counts as an error. */
  async measure(size: number, scan: () => Promise<Findings>): Promise<Findings> {
    const start = performance.now();
    let verdict = 'error';
    try {
      const findings = await scan();
      verdict = findings.verdict.verdict;
      this.bytes.inc(size);
      return findings;
    } finally {
      this.scans.inc({ verdict });
      this.seconds.observe({ verdict }, (performance.now() - start) / 1_000);
    }
  }
}
