import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { defineCounter, defineHistogram } from '../../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import type { CounterSeries, HistogramSeries } from '../../../platform/metrics/series.js';
import type { Findings } from './examination.js';

const [KIB, MIB, GIB] = [1024, 1024 ** 2, 1024 ** 3];
const scanners = ['builtin', 'clamd'] as const;
const verdicts = ['clean', 'infected', 'unscannable', 'error'] as const;

const scansTotal = defineCounter({
  name: 'airlock_scans_total',
  help: 'Scans that ended, by verdict. error: the scanner gave none, and the file waits.',
  labels: { scanner: scanners, verdict: verdicts },
});
const scanSeconds = defineHistogram(
  {
    name: 'airlock_scan_seconds',
    help: 'Time of a scan, from the first byte read to the verdict and the type.',
    labels: { scanner: scanners, verdict: verdicts },
  },
  [0.01, 0.05, 0.25, 1, 5, 15, 60, 300],
);
const scanBytes = defineHistogram(
  { name: 'airlock_scan_size_bytes', help: 'Sizes of the files that were scanned.', labels: { scanner: scanners } },
  [16 * KIB, 256 * KIB, MIB, 4 * MIB, 16 * MIB, 64 * MIB, 256 * MIB, GIB, 5 * GIB],
);

/** Scans of this process. */
@Injectable()
export class ScanMetrics {
  private readonly scanner: (typeof scanners)[number];
  private readonly scans: CounterSeries<'scanner' | 'verdict'>;
  private readonly seconds: HistogramSeries<'scanner' | 'verdict'>;
  private readonly bytes: HistogramSeries<'scanner'>;

  constructor(metrics: Metrics, config: Config) {
    this.scanner = config.get('CLAMD_URL') === undefined ? 'builtin' : 'clamd';
    this.scans = metrics.counter(scansTotal);
    this.seconds = metrics.histogram(scanSeconds);
    this.bytes = metrics.histogram(scanBytes);
  }

  /** Counts a scan of so many bytes. One that throws has no verdict and counts as an error. */
  async measure(size: number, scan: () => Promise<Findings>): Promise<Findings> {
    const start = performance.now();
    let verdict = 'error';
    try {
      const findings = await scan();
      verdict = findings.verdict.verdict;
      this.bytes.observe({ scanner: this.scanner }, size);
      return findings;
    } finally {
      const labels = { scanner: this.scanner, verdict };
      this.scans.inc(labels);
      this.seconds.observe(labels, (performance.now() - start) / 1_000);
    }
  }
}
