import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { QuarantineSteps } from './quarantine-steps.js';
import { QuarantineWorkRepository } from './quarantine-work.repository.js';

const LONGEST_WAIT_SECONDS = 60;

/** What a quarantine leaves to do in the background: move the bytes, so that links end, then move each file. */
@Injectable()
export class QuarantineWorkService {
  private readonly logger = new Logger('Quarantine');
  private readonly leaseSeconds: number;

  constructor(
    private readonly work: QuarantineWorkRepository,
    private readonly steps: QuarantineSteps,
    config: Config,
  ) {
    this.leaseSeconds = config.get('SCAN_LEASE_SECONDS');
  }

  /** One quarantine; `true` when there may be more. */
  async run(): Promise<boolean> {
    const quarantine = await this.work.claim(randomUUID(), this.leaseSeconds);
    if (!quarantine) return false;
    const renew = () => void this.work.renew(quarantine, this.leaseSeconds).catch(() => undefined);
    const heartbeat = setInterval(renew, (this.leaseSeconds * 1000) / 3);
    try {
      await this.work.giveBack(quarantine, await this.steps.all(quarantine));
    } catch (error) {
      this.logger.warn(`The quarantine of ${quarantine.sha256} is tried again: ${(error as Error).message}`);
      const wait = Math.min(2 ** Math.min(quarantine.attempts, 10), LONGEST_WAIT_SECONDS);
      await this.work.giveBack(quarantine, wait);
    } finally {
      clearInterval(heartbeat);
    }
    return true;
  }
}
