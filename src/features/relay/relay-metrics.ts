import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/metrics.js';
import { RelayTransaction } from './relay.transaction.js';

@Injectable()
export class RelayMetrics {
  constructor(metrics: Metrics, relay: RelayTransaction) {
    metrics
      .polledGauge({
        name: 'airlock_relay_lag_seconds',
        help: 'Age of the oldest event that is not published, over all sources; 0 when all are.',
      })
      .from(() => relay.lagSeconds());
  }
}
