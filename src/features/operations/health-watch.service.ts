import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HealthService } from './health.service.js';

/** Between two rounds while every part is up, and while one is not: what comes back is noticed within seconds. */
const PAUSE_MS = { up: 10_000, down: 1_500 };

/** Probes the parts from time to time, so that an outage is logged and creates are refused before a client runs into it. */
@Injectable()
export class HealthWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(private readonly health: HealthService) {}

  onApplicationBootstrap(): void {
    void this.watch();
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  private async watch(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const { status } = await this.health.look();
      const ms = status === 'ready' ? PAUSE_MS.up : PAUSE_MS.down;
      await pause(ms, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
