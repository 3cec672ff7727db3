import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Metrics } from '../../platform/metrics/metrics.js';
import { EndpointLeasesRepository, type TriedDelivery } from './endpoint-leases.repository.js';

const outcomes = ['delivered', 'failed', 'refused'];
/** More waiting deliveries than this are not counted. */
const MOST_WAITING = 10_000;

/** Deliveries of this process, and how many wait. */
@Injectable()
export class WebhookMetrics {
  private readonly deliveries: Counter<'outcome'>;

  constructor(metrics: Metrics, repository: EndpointLeasesRepository) {
    this.deliveries = metrics.counter({
      name: 'airlock_webhook_deliveries_total',
      help: 'Attempts to deliver. failed: tried again while there is time; refused: the endpoint answered 410.',
      labels: ['outcome'],
    });
    for (const outcome of outcomes) this.deliveries.inc({ outcome }, 0);
    metrics
      .polledGauge({
        name: 'airlock_webhook_deliveries_waiting',
        help: `Deliveries that are not completed, in any process; counted up to ${MOST_WAITING}.`,
      })
      .from(() => repository.countPending(MOST_WAITING));
  }

  count(tried: TriedDelivery[]): void {
    for (const { delivered, refused } of tried)
      this.deliveries.inc({ outcome: delivered ? 'delivered' : refused ? 'refused' : 'failed' });
  }
}
