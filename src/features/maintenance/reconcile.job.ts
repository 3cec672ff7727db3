import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { ReconcileService } from '../uploads/index.js';

/** Looks in the store for the bytes of uploads that no client confirmed, and ends uploads that are overdue. */
@BackgroundJob({ name: 'reconcile', intervalMs: 1_000, quietMs: 2_000, batch: 50, leaseSeconds: 0 })
export class ReconcileJob implements BackgroundJob {
  constructor(private readonly reconcile: ReconcileService) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.reconcile.run(batch);
  }
}
