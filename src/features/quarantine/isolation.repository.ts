import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import {
  BlobStatesRepository,
  type HeldBlob,
  type Quarantine,
  QuarantinesRepository,
  TrashRepository,
} from '../blobs/index.js';
import { quarantinePrefix } from '../uploads/index.js';

/** The most that a copy may take. */
export const COPY_SECONDS = 30 * 60;

/** One attempt to move the bytes of a closed content: from where they are to a key of its own. */
export interface IsolationPlan {
  quarantine: Quarantine;
  blob: HeldBlob;
  key: string;
}

/** Quarantined bytes move to a key that no link was ever signed for. Each step may be the last and can be done again. */
@Injectable()
export class IsolationRepository {
  private readonly partsAbove: number;

  constructor(
    private readonly database: Database,
    private readonly states: BlobStatesRepository,
    private readonly quarantines: QuarantinesRepository,
    private readonly trash: TrashRepository,
    config: Config,
  ) {
    this.partsAbove = config.get('MULTIPART_COPY_THRESHOLD_BYTES');
  }

  /** A fresh key for the copy, already in the trash in case the attempt dies. `null`: there is nothing to move. */
  async plan(quarantine: Quarantine): Promise<IsolationPlan | null> {
    return this.database.tenant(quarantine, async (tx) => {
      const blob = await this.states.hold(tx, quarantine);
      if (blob?.state !== 'quarantined') {
        await this.quarantines.noteMoved(tx, quarantine);
        return null;
      }
      const plan = { quarantine, blob, key: `${quarantinePrefix(blob)}${randomUUID()}` };
      await this.toTrash(tx, plan);
      return plan;
    });
  }

  /** The copy is the blob's now, and the old key is trash. A copy that is not needed any more goes at once. */
  async adopt(quarantine: Quarantine, { blob: from, key }: IsolationPlan, etag: string): Promise<void> {
    await this.database.tenant(quarantine, async (tx) => {
      const blob = await this.states.hold(tx, { workspaceId: quarantine.workspaceId, id: from.id });
      if (blob?.state !== 'quarantined' || blob.key !== from.key) return this.trash.hurry(tx, quarantine, key);
      if (!(await this.states.rename(tx, blob, { key, etag }))) throw new Error(`The copy ${key} came too late.`);
      await this.quarantines.noteLeft(tx, quarantine, blob.key);
    });
  }

  /** Whether every link of before has ended, because the bytes it names are deleted: from now on files may be released. */
  async confirmLeft(quarantine: Quarantine): Promise<boolean> {
    return this.database.tenant(quarantine, async (tx) => {
      const now = await this.quarantines.current(tx, quarantine);
      if (!now || now.movedAt) return true;
      if (now.leftKey === null || (await this.trash.isEmptying(tx, now, now.leftKey))) return false;
      await this.quarantines.noteMoved(tx, now);
      return true;
    });
  }

  /** What an attempt that failed may have written, or what may still land of it, stays in the trash long enough. */
  async leaveBehind(plan: IsolationPlan): Promise<void> {
    await this.database.tenant(plan.quarantine, (tx) => this.toTrash(tx, plan));
  }

  private toTrash(tx: Tx, { blob: { workspaceId, size: bytes }, key }: IsolationPlan): Promise<void> {
    const { partsAbove } = this;
    return this.trash.afterAttempt(tx, { workspaceId, keys: [key], bytes, partsAbove, leaseSeconds: COPY_SECONDS });
  }
}
