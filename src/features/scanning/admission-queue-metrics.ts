import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { defineSharedGauge } from '../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { ADMISSION_QUEUE } from '../uploads/index.js';

const queueJobs = defineSharedGauge({
  name: 'airlock_queue_jobs',
  help: 'Jobs in the queue, by state. They are hints and few, whatever waits for a scan: a worker takes each at once.',
  labels: { queue: [ADMISSION_QUEUE], state: ['waiting', 'failed'] },
});

/** The hints in the job queue. */
@Injectable()
export class AdmissionQueueMetrics {
  constructor(@InjectQueue(ADMISSION_QUEUE) queue: Queue, metrics: Metrics) {
    metrics
      .polledGauge(queueJobs)
      .from(() => queue.getWaitingCount(), { queue: ADMISSION_QUEUE, state: 'waiting' })
      .from(() => queue.getFailedCount(), { queue: ADMISSION_QUEUE, state: 'failed' });
  }
}
