import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { AuditEventsRepository } from './audit-events.repository.js';

/** Deletes events of the audit trail after AUDIT_DAYS. */
@BackgroundJob({ name: 'audit', intervalMs: 60 * 60_000, batch: 1_000, leaseSeconds: 0 })
export class AuditExpiryJob implements BackgroundJob {
  constructor(private readonly events: AuditEventsRepository) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.events.forgetOld(batch);
  }
}
