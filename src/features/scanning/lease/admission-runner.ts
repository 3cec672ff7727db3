import { Injectable, Logger } from '@nestjs/common';
import { inOneLine } from '../../../platform/background/in-one-line.js';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { isDatabaseUnavailable } from '../../../platform/prisma/database-errors.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { type LeasedUpload, UploadTraces } from '../../uploads/index.js';
import { AdmissionService } from '../admission.service.js';
import { LeaseLostError, NotScannedError } from '../domain/admission.errors.js';
import { retryWaitSeconds } from '../domain/retry-wait.js';
import { HeldLeases } from './held-leases.js';
import { ScanLeaseRepository } from './scan-lease.repository.js';

/** Claims uploads, admits each under its lease, and gives it back when it has no outcome. */
@Injectable()
export class AdmissionRunner {
  private readonly logger = new Logger('Admission');
  private isShutdown = false;

  constructor(
    private readonly lease: ScanLeaseRepository,
    private readonly leases: HeldLeases,
    private readonly admission: AdmissionService,
    private readonly scanner: MalwareScanner,
    private readonly traces: UploadTraces,
  ) {}

  /** The next uploads, no more than `most`; none while the scanner is unavailable: then no byte is moved. */
  async claim(most: number): Promise<LeasedUpload[]> {
    if (this.scanner.whyAway() !== undefined) return [];
    const begunAt = Date.now();
    const claimed = await this.lease.claim(most);
    await this.traces.noteEach('claim upload', claimed, begunAt);
    return claimed;
  }

  /** Admits an upload that was claimed. */
  run(upload: LeasedUpload): Promise<void> {
    const about = { attributes: { 'airlock.attempt': upload.attempts } };
    return this.traces.goOn('admit upload', upload, about, () => this.admit(upload));
  }

  private async admit(upload: LeasedUpload): Promise<void> {
    const begun = performance.now();
    const held = this.leases.hold(upload);
    try {
      await this.admission.run(upload, held.signal);
    } catch (error) {
      await this.recover(upload, error, (performance.now() - begun) / 1000);
    } finally {
      held.release();
    }
  }

  /** Stops what is under way: those uploads are given back, and the next worker takes them at once. */
  abort(): void {
    this.isShutdown = true;
    this.leases.abortAll();
  }

  private async recover(upload: LeasedUpload, error: unknown, seconds: number): Promise<void> {
    if (error instanceof LeaseLostError) return;
    const { isShutdown } = this;
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
