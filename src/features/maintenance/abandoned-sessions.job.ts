import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { AbandonedSessionsService } from '../uploads/index.js';

const MINUTE_MS = 60_000;

/** Finds multipart sessions in the store that no upload needs any more. A batch is a page of the store’s list. */
@BackgroundJob({ name: 'sessions', intervalMs: 5 * MINUTE_MS, batch: 1_000, leaseSeconds: 20, global: true })
export class AbandonedSessionsJob implements BackgroundJob {
  constructor(private readonly sessions: AbandonedSessionsService) {}

  run({ cursor }: JobRun): Promise<string | false> {
    return this.sessions.sweep(cursor);
  }
}
