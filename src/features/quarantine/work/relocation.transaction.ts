import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { BlobsRepository, type LockedBlob, TrashRepository } from '../../blobs/index.js';
import { quarantinePrefix } from '../../uploads/index.js';
import type { Quarantine } from '../quarantines.repository.js';
import { QuarantineWorkRepository } from './quarantine-work.repository.js';

/** The longest that a copy may take. */
export const COPY_SECONDS = 30 * 60;

/** One attempt to move the bytes of a quarantined content: where they are, and a key of its own for the copy. */
export interface RelocationPlan {
  quarantine: Quarantine;
  blob: LockedBlob;
  key: string;
}

/** Moves quarantined bytes to a key that no link was ever signed for. Each step can be the last one and be repeated. */
@Injectable()
export class Relocation {
  private readonly partsAbove: number;

  constructor(
    private readonly database: Database,
    private readonly blobs: BlobsRepository,
    private readonly trash: TrashRepository,
    private readonly work: QuarantineWorkRepository,
    config: Config,
  ) {
    this.partsAbove = config.get('MULTIPART_COPY_THRESHOLD_BYTES');
  }

  /** A new key for the copy, already in the trash in case the attempt dies. `null`: there is nothing to move. */
  async plan(quarantine: Quarantine): Promise<RelocationPlan | null> {
    return this.database.tenant(quarantine, async (tx) => {
      const blob = await this.blobs.lock(tx, quarantine);
      if (blob?.state !== 'quarantined') {
        await this.work.noteMoved(tx, quarantine);
        return null;
      }
      const plan = { quarantine, blob, key: `${quarantinePrefix(blob)}${randomUUID()}` };
      await this.trashCopy(tx, plan);
      return plan;
    });
  }

  /** The copy takes the place of the bytes, and the old key is trashed. A copy that is not needed is trashed at once. */
  async adopt({ quarantine, blob: before, key }: RelocationPlan, etag: string): Promise<void> {
    await this.database.tenant(quarantine, async (tx) => {
      const blob = await this.blobs.lock(tx, { workspaceId: quarantine.workspaceId, id: before.id });
      if (blob?.state !== 'quarantined' || blob.key !== before.key) return this.trash.expedite(tx, quarantine, key);
      if (!(await this.blobs.relocate(tx, blob, { key, etag }))) throw new Error(`The copy ${key} came too late.`);
      await this.work.noteLeft(tx, quarantine, blob.key);
    });
  }

  /** Whether every link from before has ended because its bytes are deleted: from then on files may be released. */
  async confirmLinksEnded(quarantine: Quarantine): Promise<boolean> {
    return this.database.tenant(quarantine, async (tx) => {
      const now = await this.work.current(tx, quarantine);
      if (!now || now.movedAt) return true;
      if (now.leftKey === null || (await this.trash.isPending(tx, now, now.leftKey))) return false;
      await this.work.noteMoved(tx, now);
      return true;
    });
  }

  /** Trashes what a failed attempt wrote, and what may still arrive of it. */
  async abandon(plan: RelocationPlan): Promise<void> {
    await this.database.tenant(plan.quarantine, (tx) => this.trashCopy(tx, plan));
  }

  private trashCopy(tx: Tx, { blob: { workspaceId, size: bytes }, key }: RelocationPlan): Promise<void> {
    const { partsAbove } = this;
    return this.trash.addAttempt(tx, { workspaceId, keys: [key], bytes, partsAbove, leaseSeconds: COPY_SECONDS });
  }
}
