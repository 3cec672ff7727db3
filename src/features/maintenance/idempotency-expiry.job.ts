import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';

/** Deletes the stored answers of requests that are not retried any more. */
@BackgroundJob({ name: 'idempotency', intervalMs: 60_000, batch: 1_000, leaseSeconds: 20, global: true })
export class IdempotencyExpiryJob implements BackgroundJob {
  constructor(private readonly records: IdempotencyRepository) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.records.forgetOld(batch);
  }
}
