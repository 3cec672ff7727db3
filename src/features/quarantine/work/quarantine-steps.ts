import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { ObjectStore } from '../../../platform/object-store/object-store.js';
import type { Quarantine } from '../quarantines.repository.js';
import { QuarantinedFiles } from './quarantined-files.transaction.js';
import { COPY_SECONDS, Relocation, type RelocationPlan } from './relocation.transaction.js';

/** How soon to check again whether the trash has deleted the bytes that were left. */
const CHECK_AGAIN_SECONDS = 1;

/** What a worker does for a quarantine. The process may die after any step; a repetition finds what was done before. */
@Injectable()
export class QuarantineSteps {
  constructor(
    private readonly relocation: Relocation,
    private readonly files: QuarantinedFiles,
    private readonly store: ObjectStore,
    private readonly faults: FaultPoints,
  ) {}

  /** Answers after how many seconds to go on; `null`: nothing is left to do. */
  async all(quarantine: Quarantine): Promise<number | null> {
    if (!quarantine.movedAt && quarantine.leftKey === null) await this.relocate(quarantine);
    const haveLinksEnded = await this.relocation.confirmLinksEnded(quarantine);
    await this.moveFiles(quarantine);
    return haveLinksEnded || (await this.relocation.confirmLinksEnded(quarantine)) ? null : CHECK_AGAIN_SECONDS;
  }

  private async relocate(quarantine: Quarantine): Promise<void> {
    const plan = await this.relocation.plan(quarantine);
    if (!plan) return;
    await this.faults.reached('quarantine.copy-planned');
    try {
      const etag = await this.copy(plan);
      await this.faults.reached('quarantine.copied');
      await this.relocation.adopt(plan, etag);
    } catch (error) {
      await this.relocation.abandon(plan).catch(() => undefined);
      throw error;
    }
    await this.faults.reached('quarantine.moved');
  }

  private async copy({ blob, key }: RelocationPlan): Promise<string> {
    const { key: from, etag, size } = blob;
    const signal = AbortSignal.timeout(COPY_SECONDS * 1000);
    const copy = await this.store.copy({ from, to: key, etag, size, contentType: 'application/octet-stream', signal });
    if (!copy) throw new Error(`The bytes of ${blob.id} are not under their key any more.`);
    return copy.etag;
  }

  private async moveFiles(quarantine: Quarantine): Promise<void> {
    let ids: string[] = [];
    do {
      ids = await this.files.unmoved(quarantine, ids.at(-1));
      for (const id of ids) {
        await this.files.move(quarantine, id);
        await this.faults.reached('quarantine.file-quarantined');
      }
    } while (ids.length > 0);
  }
}
