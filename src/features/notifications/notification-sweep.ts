import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Ticker } from '../../platform/jobs/ticker.js';
import { NotificationsRepository } from './notifications.repository.js';

const HOUR_MS = 3600_000;

/** Forgets old notifications. */
@Injectable()
export class NotificationSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly ticker: Ticker;

  constructor(notifications: NotificationsRepository) {
    this.ticker = new Ticker('Notifications', HOUR_MS, () => notifications.forgetOld());
  }

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.ticker.stop();
  }
}
