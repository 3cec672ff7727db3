import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Ticker } from '../../platform/jobs/ticker.js';
import { RetentionService } from '../uploads/index.js';

const HOUR_MS = 3600_000;

/** Retention is counted in days: once an hour is enough to keep it. */
@Injectable()
export class RetentionSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly ticker: Ticker;

  constructor(retention: RetentionService) {
    this.ticker = new Ticker('Retention', HOUR_MS, () => retention.run());
  }

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.ticker.stop();
  }
}
