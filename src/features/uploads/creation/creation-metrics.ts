import { Injectable } from '@nestjs/common';
import { defineCounter } from '../../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { type Face, faces } from '../domain/face.js';

const uploadsCreated = defineCounter({
  name: 'airlock_uploads_created_total',
  help: 'Uploads that this process created, by the API they came through.',
  labels: { face: faces },
});

/** Uploads that were created, by their face. */
@Injectable()
export class CreationMetrics {
  private readonly uploads;

  constructor(metrics: Metrics) {
    this.uploads = metrics.counter(uploadsCreated);
  }

  created(face: Face, count: number): void {
    this.uploads.inc({ face }, count);
  }
}
