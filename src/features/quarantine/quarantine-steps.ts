import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { ObjectStore } from '../../platform/object-store/object-store.js';
import type { Quarantine } from '../blobs/index.js';
import { ClosedFilesRepository } from './closed-files.repository.js';
import { IsolationRepository } from './isolation.repository.js';

const COPY_MS = 30 * 60_000;

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
    await this.faults.reached('quarantine.isolation-planned');
    const { blob, key } = plan;
    const { key: from, etag, size } = blob;
    const signal = AbortSignal.timeout(COPY_MS);
    const copy = await this.store.copy({ from, to: key, etag, size, contentType: 'application/octet-stream', signal });
    if (!copy) throw new Error(`The bytes of ${blob.id} are not where they were.`);
    await this.faults.reached('quarantine.isolated');
    await this.isolation.adopt(quarantine, plan, copy.etag);
    await this.faults.reached('quarantine.moved');
  }

  private async putSomeAway(quarantine: Quarantine): Promise<boolean> {
    const ids = await this.files.some(quarantine);
    for (const id of ids) {
      if (!(await this.files.putAway(quarantine, id))) return false;
      await this.faults.reached('quarantine.file-put-away');
    }
    return ids.length > 0;
  }
}
