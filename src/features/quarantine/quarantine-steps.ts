import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { ObjectStore } from '../../platform/object-store/object-store.js';
import type { Quarantine } from '../blobs/index.js';
import { ClosedFilesRepository } from './closed-files.repository.js';
import { COPY_SECONDS, type IsolationPlan, IsolationRepository } from './isolation.repository.js';

/** How long the trash may take to delete what was left. */
const LOOK_AGAIN_SECONDS = 1;

/** Each may be the last of this process, and each finds what was done before. */
@Injectable()
export class QuarantineSteps {
  constructor(
    private readonly isolation: IsolationRepository,
    private readonly files: ClosedFilesRepository,
    private readonly store: ObjectStore,
    private readonly faults: FaultPoints,
  ) {}

  /** Answers after how many seconds to go on; `null`: nothing is left to do. */
  async all(quarantine: Quarantine): Promise<number | null> {
    if (!quarantine.movedAt && quarantine.leftKey === null) await this.isolate(quarantine);
    const isClosed = await this.isolation.confirmLeft(quarantine);
    await this.putAway(quarantine);
    return isClosed || (await this.isolation.confirmLeft(quarantine)) ? null : LOOK_AGAIN_SECONDS;
  }

  private async isolate(quarantine: Quarantine): Promise<void> {
    const plan = await this.isolation.plan(quarantine);
    if (!plan) return;
    await this.faults.reached('quarantine.isolation-planned');
    try {
      const etag = await this.copy(plan);
      await this.faults.reached('quarantine.isolated');
      await this.isolation.adopt(quarantine, plan, etag);
    } catch (error) {
      await this.isolation.leaveBehind(plan).catch(() => undefined);
      throw error;
    }
    await this.faults.reached('quarantine.moved');
  }

  private async copy({ blob, key }: IsolationPlan): Promise<string> {
    const { key: from, etag, size } = blob;
    const signal = AbortSignal.timeout(COPY_SECONDS * 1000);
    const copy = await this.store.copy({ from, to: key, etag, size, contentType: 'application/octet-stream', signal });
    if (!copy) throw new Error(`The bytes of ${blob.id} are not where they were.`);
    return copy.etag;
  }

  private async putAway(quarantine: Quarantine): Promise<void> {
    let ids: string[] = [];
    do {
      ids = await this.files.some(quarantine, ids.at(-1));
      for (const id of ids) {
        await this.files.putAway(quarantine, id);
        await this.faults.reached('quarantine.file-put-away');
      }
    } while (ids.length > 0);
  }
}
