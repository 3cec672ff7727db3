import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Metrics } from '../../platform/metrics/metrics.js';
import { ADMISSION_QUEUE } from '../uploads/index.js';

/** The hints in the job queue. Hints are few, whatever waits for a scan: a worker takes each at once. */
@Injectable()
export class AdmissionQueueMetrics {
  constructor(@InjectQueue(ADMISSION_QUEUE) queue: Queue, metrics: Metrics) {
    metrics
      .polledGauge({ name: 'airlock_queue_jobs', help: 'Jobs in the queue, by state.', labels: ['queue', 'state'] })
      .from(() => queue.getWaitingCount(), { queue: ADMISSION_QUEUE, state: 'waiting' })
      .from(() => queue.getFailedCount(), { queue: ADMISSION_QUEUE, state: 'failed' });
  }
}
