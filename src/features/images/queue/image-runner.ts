import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { backOffSeconds } from '../../../platform/background/back-off.js';
import { inOneLine } from '../../../platform/background/in-one-line.js';
import { OutagePause } from '../../../platform/background/outage-pause.js';
import { isDatabaseUnavailable } from '../../../platform/prisma/database-errors.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { MOST_ATTEMPTS } from '../domain/attempts.js';
import { LeaseLostError } from '../domain/image.errors.js';
import { MakeVariantsService } from '../making/make-variants.service.js';
import { ImageLeasesRepository, type LeasedImage } from '../records/image-leases.repository.js';

/** Claims one picture, renews its lease while its variants are made, and gives it back when it has no outcome. */
@Injectable()
export class ImageRunner {
  private readonly logger = new Logger('Images');
  private readonly leaseSeconds: number;
  private readonly outage = new OutagePause();

  constructor(
    private readonly leases: ImageLeasesRepository,
    private readonly variants: MakeVariantsService,
    config: Config,
  ) {
    this.leaseSeconds = config.get('IMAGE_LEASE_SECONDS');
  }

  /** Makes the variants of the next picture; `false` when none is due, or during a pause after an outage. */
  async runNext(shutdown: AbortSignal): Promise<boolean> {
    if (!this.outage.isOver) return false;
    const image = await this.leases.claim(this.leaseSeconds);
    if (!image) return false;
    const lost = new AbortController();
    const heartbeat = setInterval(() => void this.renew(image, lost), (this.leaseSeconds * 1_000) / 3);
    try {
      await this.make(image, AbortSignal.any([shutdown, lost.signal]));
      this.outage.end();
    } catch (error) {
      await this.recover(image, lost.signal.aborted ? lost.signal.reason : error, shutdown);
    } finally {
      clearInterval(heartbeat);
    }
    return true;
  }

  /** A claim counts as an attempt; only its end, or an outage, takes it back. More than these: the worker died each time. */
  private async make(image: LeasedImage, signal: AbortSignal): Promise<void> {
    if (image.attempts > MOST_ATTEMPTS) await this.variants.fail(image, 'interrupted');
    else await this.variants.run(image, signal);
  }

  private async renew(image: LeasedImage, lost: AbortController): Promise<void> {
    // A database that does not answer says nothing about the lease.
    const renewed = await this.leases.renew(image, this.leaseSeconds).catch(() => true);
    if (!renewed) lost.abort(new LeaseLostError());
  }

  /** What cannot be given back, because the database does not answer, is due again when its lease runs out. */
  private async recover(image: LeasedImage, error: unknown, shutdown: AbortSignal): Promise<void> {
    try {
      await this.giveBack(image, error, shutdown);
    } catch (again) {
      this.logger.warn(`${image.blobId} waits until its lease runs out: ${inOneLine(again)}`);
    }
  }

  private async giveBack(image: LeasedImage, error: unknown, shutdown: AbortSignal): Promise<void> {
    const { blobId, attempts } = image;
    // The lease is another's, but not the keys that were written under this one.
    if (error instanceof LeaseLostError || shutdown.aborted)
      return this.leases.giveBack(image, { afterSeconds: 0, counts: false });
    if (isOutage(error)) {
      const afterSeconds = this.outage.begin();
      this.logger.warn(`${blobId} waits ${afterSeconds} s: ${inOneLine(error)}`);
      return this.leases.giveBack(image, { afterSeconds, counts: false });
    }
    this.logger.error(`${blobId}, attempt ${attempts}: ${error instanceof Error ? error.stack : String(error)}`);
    if (attempts >= MOST_ATTEMPTS) return this.variants.fail(image, 'failed');
    await this.leases.giveBack(image, { afterSeconds: backOffSeconds(attempts), counts: true });
  }
}

function isOutage(error: unknown): boolean {
  return isDatabaseUnavailable(error) || (error instanceof DomainError && error.kind === 'unavailable');
}
