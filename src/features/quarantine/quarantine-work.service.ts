import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { ObjectStore } from '../../platform/object-store/object-store.js';
import { type Quarantine, QuarantinesRepository } from '../blobs/index.js';
import { ClosedFilesRepository } from './closed-files.repository.js';
import { IsolationRepository } from './isolation.repository.js';

const LONGEST_WAIT_SECONDS = 60;
const COPY_MS = 30 * 60_000;

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
      await this.steps.all(quarantine);
      await this.quarantines.due(lease, quarantine, null);
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

/** Each may be the last of this process, and each finds what was done before. */
@Injectable()
export class QuarantineSteps {
  constructor(
    private readonly isolation: IsolationRepository,
    private readonly files: ClosedFilesRepository,
    private readonly store: ObjectStore,
    private readonly faults: FaultPoints,
  ) {}

  async all(quarantine: Quarantine): Promise<void> {
    if (!quarantine.movedAt) await this.isolate(quarantine);
    while (await this.putSomeAway(quarantine));
  }

  private async isolate(quarantine: Quarantine): Promise<void> {
    const plan = await this.isolation.plan(quarantine);
    if (!plan) return;
    this.faults.reached('quarantine.isolation-planned');
    const { blob, key } = plan;
    const { key: from, etag, size } = blob;
    const signal = AbortSignal.timeout(COPY_MS);
    const copy = await this.store.copy({ from, to: key, etag, size, contentType: 'application/octet-stream', signal });
    if (!copy) throw new Error(`The bytes of ${blob.id} are not where they were.`);
    this.faults.reached('quarantine.isolated');
    await this.isolation.adopt(quarantine, plan, copy.etag);
    this.faults.reached('quarantine.moved');
  }

  private async putSomeAway(quarantine: Quarantine): Promise<boolean> {
    const ids = await this.files.some(quarantine);
    for (const id of ids) {
      if (!(await this.files.putAway(quarantine, id))) return false;
      this.faults.reached('quarantine.file-put-away');
    }
    return ids.length > 0;
  }
}
