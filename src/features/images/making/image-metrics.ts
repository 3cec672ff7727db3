import { Injectable } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { ImageLeasesRepository } from '../records/image-leases.repository.js';

const SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];
/** More than this are not counted. */
const MOST_QUEUED = 10_000;

/** Pictures of this process, and how many wait for their variants. */
@Injectable()
export class ImageMetrics {
  private readonly seconds: Histogram<'outcome'>;

  constructor(metrics: Metrics, images: ImageLeasesRepository) {
    this.seconds = metrics.histogram(
      {
        name: 'airlock_image_seconds',
        help: 'From the claim of a picture to its outcome: done, an error code; again: without one.',
        labels: ['outcome'],
      },
      SECONDS,
    );
    metrics
      .polledGauge({
        name: 'airlock_images_queued',
        help: `Pictures that wait for their variants or are under way, in any process; counted up to ${MOST_QUEUED}.`,
      })
      .from(() => images.countQueued(MOST_QUEUED));
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
