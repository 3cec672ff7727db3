import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/metrics.js';
import { TrashSizeRepository } from '../blobs/index.js';

/** Whether the trash is emptied as fast as it fills. */
@Injectable()
export class TrashMetrics {
  constructor(metrics: Metrics, trash: TrashSizeRepository) {
    metrics
      .polledGauge({
        name: 'airlock_trash_rows',
        help: 'Keys in the trash, due or not; an estimate when there are many.',
      })
      .from(() => trash.rows());
    metrics
      .polledGauge({
        name: 'airlock_trash_oldest_seconds',
        help: 'For how long the oldest due key has waited to be deleted.',
      })
      .from(() => trash.oldestSeconds());
  }
}
