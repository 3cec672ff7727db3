import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Ticker } from '../../platform/jobs/ticker.js';
import { AnnouncementsRepository } from './announcements.repository.js';
import { OutboxRepository } from './outbox.repository.js';

/** Writers do not notify: commits that do wait for each other. Asking costs a probe of an index that is empty mostly. */
const POLL_MS = 250;
const BATCH = 200;

const FORGET_MS = 10 * 60_000;
const KEEP_DAYS = 7;
const FORGET_BATCH = 1_000;

/** Relays while there is something to tell. Any number of workers may try; one at a time succeeds. */
@Injectable()
export class RelayLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tickers: Ticker[];

  constructor(outbox: OutboxRepository, announcements: AnnouncementsRepository) {
    const relay = async () => (await outbox.hasAny()) && ((await outbox.relay(BATCH)) ?? []).length > 0;
    this.tickers = [
      new Ticker('Relay', POLL_MS, relay),
      new Ticker('Announcements', FORGET_MS, () => announcements.forget(KEEP_DAYS, FORGET_BATCH)),
    ];
  }

  onApplicationBootstrap(): void {
    for (const ticker of this.tickers) ticker.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.tickers.map((ticker) => ticker.stop()));
  }
}
