import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { ObjectStore } from '../../../platform/object-store/object-store.js';
import { OverdueUploadsRepository } from '../../uploads/index.js';
import { ScannerPresenceRepository } from './scanner-presence.repository.js';

const PING_MS = 5_000;

/**
 * Limits how long a file waits for its scan: after FILES_STAGING_TTL_HOURS in which it could have been scanned it is
 * rejected. Time without scans, because the scanner, the store or every worker was unavailable, does not count.
 */
@Injectable()
export class StagingLimitService {
  private readonly hours: number;

  constructor(
    private readonly scanner: MalwareScanner,
    private readonly store: ObjectStore,
    private readonly presence: ScannerPresenceRepository,
    private readonly overdue: OverdueUploadsRepository,
    config: Config,
  ) {
    this.hours = config.get('FILES_STAGING_TTL_HOURS');
  }

  /** Notes that files can be scanned, if scanner and store answer. */
  async noteIfPresent(): Promise<void> {
    const signal = AbortSignal.timeout(PING_MS);
    const isPresent = await Promise.all([this.scanner.ping(signal), this.store.ping(signal)]).then(
      () => true,
      () => false,
    );
    if (isPresent) await this.presence.note();
  }

  /** Rejects one batch; `true` when there may be more. Safe in several workers at once. */
  async rejectOverdue(batch?: number): Promise<boolean> {
    const cutoff = await this.presence.cutoff(this.hours);
    if (!cutoff) return false;
    const mayBeMore = await this.overdue.rejectFrom(cutoff, batch);
    if (!mayBeMore) await this.presence.forgetBefore(cutoff);
    return mayBeMore;
  }
}
