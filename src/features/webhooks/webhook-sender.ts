import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { BackgroundService, type Measure } from '../../platform/background/background-service.js';
import { shutdownDeadlines } from '../../platform/background/shutdown-deadlines.js';
import { PollPace } from '../../platform/background/poll-pace.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { EndpointDeliverer } from './endpoint-deliverer.js';
import type { Lane, LeasedEndpoint } from './endpoint-leases.repository.js';

/** How often due deliveries are looked for, and how often after ten seconds without one. */
const [POLL_MS, QUIET_POLL_MS] = [500, 2_000];

/** Keeps deliveries going while any are due: some places for healthy endpoints, a few for failing ones. */
@BackgroundService({ name: 'webhooks' })
export class WebhookSender implements BackgroundService {
  private readonly warning = new OccasionalWarning(new Logger('Webhooks'));
  private readonly places: Record<Lane, number>;
  private readonly running: Record<Lane, Set<Promise<void>>> = { healthy: new Set(), failing: new Set() };
  private readonly claiming: Record<Lane, boolean> = { healthy: false, failing: false };
  private readonly pace = new PollPace(POLL_MS, QUIET_POLL_MS);
  private poll?: NodeJS.Timeout;
  private measure: Measure = (work) => work();
  private stopping = false;

  constructor(
    private readonly deliverer: EndpointDeliverer,
    config: Config,
  ) {
    const healthy = config.get('WEBHOOK_CONCURRENCY');
    this.places = { healthy, failing: Math.max(1, Math.floor(healthy / 4)) };
  }

  start(measure: Measure): void {
    this.measure = measure;
    this.schedulePoll();
  }

  wake(): void {
    void this.fill('healthy');
    void this.fill('failing');
  }

  /** Calls that outlast the stop are abandoned: their lease expires, and they are sent again. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.poll);
    const all = Promise.all([...this.running.healthy, ...this.running.failing]);
    await Promise.race([all, pause(shutdownDeadlines.finishMs, undefined, { ref: false })]);
  }

  private schedulePoll(): void {
    this.poll = setTimeout(() => {
      this.wake();
      this.schedulePoll();
    }, this.pace.pauseMs);
  }

  private async fill(lane: Lane): Promise<void> {
    const room = this.places[lane] - this.running[lane].size;
    if (this.stopping || this.claiming[lane] || room <= 0) return;
    this.claiming[lane] = true;
    try {
      for (const endpoint of await this.deliverer.claim(lane, room, randomUUID())) this.begin(lane, endpoint);
    } catch (error) {
      this.warn(error);
    } finally {
      this.claiming[lane] = false;
    }
  }

  private begin(lane: Lane, endpoint: LeasedEndpoint): void {
    this.pace.found();
    const run: Promise<void> = this.measure(() => this.deliverer.deliver(endpoint, () => this.stopping))
      .catch((error: unknown) => this.warn(error))
      .finally(() => {
        this.running[lane].delete(run);
        void this.fill(lane);
      });
    this.running[lane].add(run);
  }

  private warn(error: unknown): void {
    this.warning.warn(`Deliveries wait, trying again: ${(error as Error).message}`);
  }
}
