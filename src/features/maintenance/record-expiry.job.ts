import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { RecordExpiryRepository } from '../uploads/index.js';

/** Deletes the records of failed uploads after UPLOAD_RECORD_TTL_DAYS. */
@BackgroundJob({ name: 'records', intervalMs: 60_000, batch: 500, leaseSeconds: 20, global: true })
export class RecordExpiryJob implements BackgroundJob {
  constructor(private readonly records: RecordExpiryRepository) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.records.forget(batch);
  }
}
