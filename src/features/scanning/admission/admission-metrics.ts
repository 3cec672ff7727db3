import { Injectable } from '@nestjs/common';
import { defineHistogram } from '../../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { type LeasedUpload, methodNames } from '../../uploads/index.js';

export type AdmissionOutcome = 'admitted' | 'rejected' | 'quarantined';

const admissionSeconds = defineHistogram(
  {
    name: 'airlock_admission_seconds',
    help: 'Time from the confirmation of an upload to its outcome: what a client waits, with the queue and every pause.',
    labels: { method: methodNames, outcome: ['admitted', 'rejected', 'quarantined'] satisfies AdmissionOutcome[] },
  },
  [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 3_600],
);

/** What this process admitted and refused, and how long it took. */
@Injectable()
export class AdmissionMetrics {
  private readonly seconds;

  constructor(metrics: Metrics) {
    this.seconds = metrics.histogram(admissionSeconds);
  }

  /** The clock of this process is compared with the database's. */
  concluded({ method, confirmedAt, createdAt }: LeasedUpload, outcome: AdmissionOutcome): void {
    const waited = (Date.now() - (confirmedAt ?? createdAt).getTime()) / 1_000;
    this.seconds.observe({ method: method.toLowerCase(), outcome }, Math.max(waited, 0));
  }
}
