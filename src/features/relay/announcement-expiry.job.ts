import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { AnnouncementsRepository } from './announcements.repository.js';

const KEEP_DAYS = 7;

/** Deletes announcements that were published long ago. */
@BackgroundJob({ name: 'announcements', intervalMs: 10 * 60_000, batch: 1_000, leaseSeconds: 0 })
export class AnnouncementExpiryJob implements BackgroundJob {
  constructor(private readonly announcements: AnnouncementsRepository) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.announcements.forget(KEEP_DAYS, batch);
  }
}
