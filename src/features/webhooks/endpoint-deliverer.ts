import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { GONE } from './domain/delivery.js';
import { waitSeconds } from './domain/retry-schedule.js';
import {
  type DueDelivery,
  EndpointLeasesRepository,
  type Lane,
  type LeasedEndpoint,
  type TriedDelivery,
} from './endpoint-leases.repository.js';
import { WebhookCaller } from './webhook-caller.js';
import { WebhookMetrics } from './webhook-metrics.js';

/** Calls of one endpoint at a time. */
const BATCH = 8;
/** One endpoint is served for at most this long at a time. */
const MOST_MS = 5_000;
/** What a batch needs in addition to the time-out of a call. */
const SLACK_SECONDS = 15;

/** Delivers to leased endpoints: what is due is called in small batches, each recorded before the next. */
@Injectable()
export class EndpointDeliverer {
  private readonly logger = new Logger('Webhooks');
  private readonly leaseSeconds: number;

  constructor(
    private readonly leases: EndpointLeasesRepository,
    private readonly caller: WebhookCaller,
    private readonly faults: FaultPoints,
    private readonly metrics: WebhookMetrics,
    config: Config,
  ) {
    this.leaseSeconds = config.get('WEBHOOK_TIMEOUT_SECONDS') + SLACK_SECONDS;
  }

  claim(lane: Lane, limit: number, leaseToken: string): Promise<LeasedEndpoint[]> {
    return this.leases.claim(lane, limit, leaseToken, this.leaseSeconds);
  }

  /** Until nothing is due, the endpoint fails, its time is over or `stopped()`. */
  async deliver(claimed: LeasedEndpoint, stopped: () => boolean): Promise<void> {
    await this.faults.reached('webhooks.claimed');
    const end = performance.now() + MOST_MS;
    let endpoint: LeasedEndpoint | null = claimed;
    while (endpoint && (await this.deliverBatch(endpoint)) && !stopped() && performance.now() < end)
      endpoint = await this.leases.renew(endpoint, this.leaseSeconds);
    await this.leases.release(claimed);
  }

  /** Whether there may be more to deliver. */
  private async deliverBatch(endpoint: LeasedEndpoint): Promise<boolean> {
    const due = await this.leases.due(endpoint, BATCH);
    if (due.length === 0) return false;
    const tried = await Promise.all(due.map((delivery) => this.tryOne(endpoint, delivery)));
    await this.faults.reached('webhooks.called');
    const { isGone, givenUp } = await this.leases.record(endpoint, tried);
    this.metrics.count(tried, givenUp);
    if (isGone)
      this.logger.warn(`The webhook endpoint ${endpoint.id} answered ${GONE} and is disabled.`, {
        endpoint_id: endpoint.id,
      });
    await this.faults.reached('webhooks.recorded');
    return !isGone && due.length === BATCH && tried.some(({ delivered }) => delivered);
  }

  private async tryOne(endpoint: LeasedEndpoint, due: DueDelivery): Promise<TriedDelivery> {
    const attempt = await this.caller.call(endpoint, due);
    const delivered = attempt.error === null;
    const refused = attempt.statusCode === GONE;
    return { id: due.id, delivered, refused, attempt, waitSeconds: waitSeconds(due.tries + 1, Math.random()) };
  }
}
