import { BackgroundJob, type JobRun } from '../../../platform/background/background-job.js';
import { StagingLimitService } from './staging-limit.service.js';

/** Rejects files that waited longer than FILES_STAGING_TTL_HOURS although they could have been scanned. */
@BackgroundJob({ name: 'staging-limit', intervalMs: 60_000, batch: 200, leaseSeconds: 0 })
export class StagingLimitJob implements BackgroundJob {
  constructor(private readonly limit: StagingLimitService) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.limit.rejectOverdue(batch);
  }
}
