import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { Ticker } from '../../platform/jobs/ticker.js';
import { WebhookSweepRepository } from './webhook-sweep.repository.js';

const MINUTE_MS = 60_000;

/** Forgets old deliveries and what deleted endpoints left. */
@Injectable()
export class WebhookSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tickers: Ticker[];

  constructor(repository: WebhookSweepRepository, config: Config) {
    const days = config.get('WEBHOOK_LOG_DAYS');
    this.tickers = [
      new Ticker('WebhookLog', MINUTE_MS, () => repository.forgetOld(days)),
      new Ticker('DeletedWebhooks', MINUTE_MS, () => repository.purgeDeleted()),
    ];
  }

  onApplicationBootstrap(): void {
    for (const ticker of this.tickers) ticker.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.tickers.map((ticker) => ticker.stop()));
  }
}
