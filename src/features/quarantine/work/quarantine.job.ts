import { BackgroundJob } from '../../../platform/background/background-job.js';
import { QuarantineWorkService } from './quarantine-work.service.js';

/** Goes on with quarantines within a second. */
@BackgroundJob({ name: 'quarantine', intervalMs: 1_000, batch: 1, leaseSeconds: 'SCAN_LEASE_SECONDS' })
export class QuarantineJob implements BackgroundJob {
  constructor(private readonly work: QuarantineWorkService) {}

  run(): Promise<boolean> {
    return this.work.run();
  }
}
