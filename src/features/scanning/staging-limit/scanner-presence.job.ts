import { BackgroundJob } from '../../../platform/background/background-job.js';
import { StagingLimitService } from './staging-limit.service.js';

/** Records that files can be scanned, well within the time after which a gap counts as an outage. */
@BackgroundJob({ name: 'scanner-presence', intervalMs: 10_000, batch: 1, leaseSeconds: 0 })
export class ScannerPresenceJob implements BackgroundJob {
  constructor(private readonly limit: StagingLimitService) {}

  async run(): Promise<boolean> {
    await this.limit.noteIfPresent();
    return false;
  }
}
