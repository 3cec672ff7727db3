import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { QuarantinesRepository } from '../blobs/index.js';
import { QuarantineSteps } from './quarantine-steps.js';

const LONGEST_WAIT_SECONDS = 60;

/** What a quarantine leaves to do: move the bytes, so that links end, then tell of each file. */
@Injectable()
export class QuarantineWorkService {
  private readonly logger = new Logger('Quarantine');
  private readonly leaseSeconds: number;

  constructor(
    private readonly quarantines: QuarantinesRepository,
    private readonly steps: QuarantineSteps,
    config: Config,
  ) {
    this.leaseSeconds = config.get('SCAN_LEASE_SECONDS');
  }

  /** One quarantine; `true` when there may be more. */
  async run(): Promise<boolean> {
    const lease = randomUUID();
    const quarantine = await this.quarantines.take(lease, this.leaseSeconds);
    if (!quarantine) return false;
    const renew = () => void this.quarantines.due(lease, quarantine, this.leaseSeconds).catch(() => undefined);
    const heartbeat = setInterval(renew, (this.leaseSeconds * 1000) / 3);
    try {
      await this.quarantines.due(lease, quarantine, await this.steps.all(quarantine));
    } catch (error) {
      this.logger.warn(`The quarantine of ${quarantine.sha256} goes on later: ${(error as Error).message}`);
      const wait = Math.min(2 ** Math.min(quarantine.attempts, 10), LONGEST_WAIT_SECONDS);
      await this.quarantines.due(lease, quarantine, wait);
    } finally {
      clearInterval(heartbeat);
    }
    return true;
  }
}
