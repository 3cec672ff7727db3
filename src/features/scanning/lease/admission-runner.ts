import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { inOneLine } from '../../../platform/background/in-one-line.js';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { isDatabaseUnavailable } from '../../../platform/prisma/database-errors.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import type { LeasedUpload } from '../../uploads/index.js';
import { AdmissionService } from '../admission.service.js';
import { LeaseLostError, NotScannedError } from '../domain/admission.errors.js';
import { retryWaitSeconds } from '../domain/retry-wait.js';
import { ScanLeaseRepository } from './scan-lease.repository.js';

/** Claims one upload, renews its lease while it is admitted, and gives it back when it has no outcome. */
@Injectable()
export class AdmissionRunner {
  private readonly logger = new Logger('Admission');
  private readonly heartbeatMs: number;

  constructor(
    private readonly lease: ScanLeaseRepository,
    private readonly admission: AdmissionService,
    private readonly scanner: MalwareScanner,
    config: Config,
  ) {
    this.heartbeatMs = (config.get('SCAN_LEASE_SECONDS') * 1000) / 3;
  }

  /** Admits the next upload; `false` when none waits, or when the scanner is unavailable: then no byte is moved. */
  async runNext(shutdown: AbortSignal): Promise<boolean> {
    if (this.scanner.whyAway() !== undefined) return false;
    const upload = await this.lease.claim();
    if (!upload) return false;
    const begun = performance.now();
    const lost = new AbortController();
    const heartbeat = setInterval(() => void this.renew(upload, lost), this.heartbeatMs);
    try {
      await this.admission.run(upload, AbortSignal.any([shutdown, lost.signal]));
    } catch (error) {
      await this.recover(upload, error, { isShutdown: shutdown.aborted, seconds: (performance.now() - begun) / 1000 });
    } finally {
      clearInterval(heartbeat);
    }
    return true;
  }

  private async renew(upload: LeasedUpload, lost: AbortController): Promise<void> {
    try {
      await this.lease.renew(upload);
    } catch (error) {
      if (error instanceof LeaseLostError) lost.abort(error);
    }
  }

  private async recover(
    upload: LeasedUpload,
    error: unknown,
    { isShutdown, seconds }: { isShutdown: boolean; seconds: number },
  ): Promise<void> {
    if (error instanceof LeaseLostError) return;
    const unscanned = error instanceof NotScannedError && !isShutdown;
    const afterSeconds = isShutdown ? 0 : await this.waitOf(upload, seconds, unscanned);
    this.report(upload, error, isShutdown);
    await this.lease
      .giveBack(upload, { afterSeconds, unscanned })
      .catch((reason: unknown) =>
        this.logger.warn(`${upload.id} waits until its lease runs out: ${inOneLine(reason)}`),
      );
  }

  private async waitOf({ attempts, scanFailures }: LeasedUpload, seconds: number, unscanned: boolean): Promise<number> {
    if (!unscanned) return retryWaitSeconds({ attempts, seconds });
    // A failed scan starts a test of the scanner: its outcome decides.
    const scannerWorks = (await this.scanner.whyStillAway()) === undefined;
    return retryWaitSeconds({ attempts, seconds, unscanned: { failures: scanFailures + 1, scannerWorks } });
  }

  private report(upload: LeasedUpload, error: unknown, isShutdown: boolean): void {
    if (isShutdown) return this.logger.log(`Returned ${upload.id}: shutting down`);
    const isDefect = !(
      error instanceof NotScannedError ||
      error instanceof DomainError ||
      isDatabaseUnavailable(error)
    );
    if (!isDefect) return this.logger.warn(`${upload.id} waits: ${inOneLine(error)}`);
    this.logger.error(`${upload.id} waits after a defect: ${error instanceof Error ? error.stack : String(error)}`);
  }
}
