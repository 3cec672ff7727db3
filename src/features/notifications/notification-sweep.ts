import { Injectable } from '@nestjs/common';
import { BackgroundWork } from '../../platform/background/background-work.js';
import { Ticker } from '../../platform/background/ticker.js';
import { NotificationsRepository } from './notifications.repository.js';

const HOUR_MS = 3600_000;

/** Forgets old notifications. */
@Injectable()
export class NotificationSweep {
  constructor(notifications: NotificationsRepository, background: BackgroundWork) {
    background.add(new Ticker('Notifications', HOUR_MS, () => notifications.forgetOld()));
  }
}
