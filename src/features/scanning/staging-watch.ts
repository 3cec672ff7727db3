import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Ticker } from '../../platform/jobs/ticker.js';
import { StagingLimitService } from './staging-limit.service.js';

/** Well below the time after which silence is taken for an outage. */
const PRESENCE_MS = 10_000;
const LIMIT_MS = 60_000;

/** What every worker does about files that wait too long. */
@Injectable()
export class StagingWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tickers: Ticker[];

  constructor(limit: StagingLimitService) {
    this.tickers = [
      new Ticker('Presence', PRESENCE_MS, async () => (await limit.noteIfPresent(), false)),
      new Ticker('Staging', LIMIT_MS, () => limit.rejectOverdue()),
    ];
  }

  onApplicationBootstrap(): void {
    for (const ticker of this.tickers) ticker.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.tickers.map((ticker) => ticker.stop()));
  }
}
