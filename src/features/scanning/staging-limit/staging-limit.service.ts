import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { ObjectStore } from '../../../platform/object-store/object-store.js';
import { OverdueUploadsService } from '../../uploads/index.js';
import { ScannerPresenceRepository } from './scanner-presence.repository.js';

const ANSWER_MS = 5_000;

/**
 * No file waits for ever: after FILES_STAGING_TTL_HOURS in which it could have been scanned it is rejected. Time in which
 * nobody scanned, because the scanner, the store or every worker was away, is not held against it.
 */
@Injectable()
export class StagingLimitService {
  private readonly hours: number;

  constructor(
    private readonly scanner: MalwareScanner,
    private readonly store: ObjectStore,
    private readonly presence: ScannerPresenceRepository,
    private readonly overdue: OverdueUploadsService,
    config: Config,
  ) {
    this.hours = config.get('FILES_STAGING_TTL_HOURS');
  }

  /** Says that files can be scanned, if they can. Whoever is away is told of elsewhere. */
  async noteIfPresent(): Promise<void> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const isThere = await Promise.all([this.scanner.ping(signal), this.store.ping(signal)]).then(
      () => true,
      () => false,
    );
    if (isThere) await this.presence.note();
  }

  /** Rejects one batch; `true` when there may be more. Any number of workers may do so at once. */
  async rejectOverdue(batch?: number): Promise<boolean> {
    const cutoff = await this.presence.cutoff(this.hours);
    if (!cutoff) return false;
    const mayBeMore = await this.overdue.rejectFrom(cutoff, batch);
    if (!mayBeMore) await this.presence.forgetBefore(cutoff);
    return mayBeMore;
  }
}
