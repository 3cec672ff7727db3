import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { GONE } from './domain/delivery.js';
import { waitSeconds } from './domain/retry-schedule.js';
import {
  type DueDelivery,
  EndpointTurnsRepository,
  type Lane,
  type TriedDelivery,
  type Turn,
} from './endpoint-turns.repository.js';
import { WebhookCaller } from './webhook-caller.js';
import { WebhookMetrics } from './webhook-metrics.js';

/** Calls of one endpoint at a time. */
const BATCH = 8;
/** After this long others have their turn. */
const TURN_MS = 5_000;
/** What a batch needs beside the call's own time. */
const SLACK_SECONDS = 15;

/** Serves endpoints: what is due is called in small batches, each recorded before the next. */
@Injectable()
export class EndpointTurns {
  private readonly logger = new Logger('Webhooks');
  private readonly leaseSeconds: number;

  constructor(
    private readonly turns: EndpointTurnsRepository,
    private readonly caller: WebhookCaller,
    private readonly faults: FaultPoints,
    private readonly metrics: WebhookMetrics,
    config: Config,
  ) {
    this.leaseSeconds = config.get('WEBHOOK_TIMEOUT_SECONDS') + SLACK_SECONDS;
  }

  claim(lane: Lane, limit: number, leaseToken: string): Promise<Turn[]> {
    return this.turns.claim(lane, limit, leaseToken, this.leaseSeconds);
  }

  /** Until nothing is due, the endpoint fails, its time is over or `stopped` says so. */
  async serve(claimed: Turn, stopped: () => boolean): Promise<void> {
    await this.faults.reached('webhooks.claimed');
    const end = performance.now() + TURN_MS;
    let turn: Turn | null = claimed;
    while (turn && (await this.serveBatch(turn)) && !stopped() && performance.now() < end)
      turn = await this.turns.renew(turn, this.leaseSeconds);
    await this.turns.giveBack(claimed);
  }

  /** Whether it is worth going on. */
  private async serveBatch(turn: Turn): Promise<boolean> {
    const due = await this.turns.due(turn, BATCH);
    if (due.length === 0) return false;
    const tried = await Promise.all(due.map((delivery) => this.tryOne(turn, delivery)));
    await this.faults.reached('webhooks.called');
    const isGone = await this.turns.record(turn, tried);
    this.metrics.count(tried);
    if (isGone) this.logger.warn(`The webhook endpoint ${turn.id} answered ${GONE} and is disabled.`);
    await this.faults.reached('webhooks.recorded');
    return !isGone && due.length === BATCH && tried.some(({ delivered }) => delivered);
  }

  private async tryOne(turn: Turn, due: DueDelivery): Promise<TriedDelivery> {
    const attempt = await this.caller.call(turn, due);
    const delivered = attempt.error === null;
    const refused = attempt.statusCode === GONE;
    return { id: due.id, delivered, refused, attempt, waitSeconds: waitSeconds(due.tries + 1, Math.random()) };
  }
}
