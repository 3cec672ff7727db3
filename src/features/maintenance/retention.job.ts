import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { RetentionRepository } from '../uploads/index.js';

/** Deletes files that are older than their bucket keeps them. Retention counts in days, so once an hour is enough. */
@BackgroundJob({ name: 'retention', intervalMs: 60 * 60_000, batch: 5_000, leaseSeconds: 20, global: true })
export class RetentionJob implements BackgroundJob {
  constructor(private readonly retention: RetentionRepository) {}

  run({ cursor, batch }: JobRun): Promise<string | false> {
    return this.retention.run(cursor, batch);
  }
}
