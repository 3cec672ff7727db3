import { Injectable } from '@nestjs/common';
import { defineHistogram } from '../../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import type { HistogramSeries } from '../../../platform/metrics/series.js';
import { imageFailures } from '../image-failures.js';

const imageSeconds = defineHistogram(
  {
    name: 'airlock_image_seconds',
    help: 'Time from the claim of a picture to its outcome: done, or why it has no variants. again: it is tried once more.',
    labels: { outcome: ['done', 'again', ...Object.keys(imageFailures)] },
  },
  [0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
);

/** Pictures of this process. */
@Injectable()
export class ImageMetrics {
  private readonly seconds: HistogramSeries<'outcome'>;

  constructor(metrics: Metrics) {
    this.seconds = metrics.histogram(imageSeconds);
  }

  /** `make` resolves with how it ended. One that throws will be tried again. */
  async measure(make: () => Promise<string>): Promise<void> {
    const start = performance.now();
    let outcome = 'again';
    try {
      outcome = await make();
    } finally {
      this.seconds.observe({ outcome }, (performance.now() - start) / 1_000);
    }
  }
}
