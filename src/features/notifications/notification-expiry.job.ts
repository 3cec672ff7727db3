import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { NotificationsRepository } from './notifications.repository.js';

/** Deletes old notifications. */
@BackgroundJob({ name: 'notifications', intervalMs: 60 * 60_000, batch: 1_000, leaseSeconds: 0 })
export class NotificationExpiryJob implements BackgroundJob {
  constructor(private readonly notifications: NotificationsRepository) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.notifications.forgetOld(batch);
  }
}
