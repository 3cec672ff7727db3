import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Ticker } from '../../platform/jobs/ticker.js';
import { OutboxRepository } from './outbox.repository.js';

const POLL_MS = 250;
const BATCH = 200;

/** Relays while there is something to tell. Any number of workers may try; one at a time succeeds. */
@Injectable()
export class RelayLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly ticker: Ticker;

  constructor(outbox: OutboxRepository) {
    this.ticker = new Ticker('Relay', POLL_MS, async () => ((await outbox.relay(BATCH)) ?? []).length > 0);
  }

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.ticker.stop();
  }
}
