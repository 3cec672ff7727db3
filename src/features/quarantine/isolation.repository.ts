import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import {
  BlobStatesRepository,
  type HeldBlob,
  type Quarantine,
  QuarantinesRepository,
  TrashRepository,
} from '../blobs/index.js';
import { quarantinePrefix } from '../uploads/index.js';

/** How long a crashed attempt's copy may stay before it is trash: longer than any attempt lives. */
const ATTEMPT_OUTLIVED_MS = 24 * 3600_000;

/** Quarantined bytes move to a key that no link was ever signed for. Each step may be the last and can be done again. */
@Injectable()
export class IsolationRepository {
  constructor(
    private readonly database: Database,
    private readonly states: BlobStatesRepository,
    private readonly quarantines: QuarantinesRepository,
    private readonly trash: TrashRepository,
  ) {}

  /** A fresh key for the copy, already in the trash in case the attempt dies. `null`: there is nothing to move. */
  async plan(quarantine: Quarantine): Promise<{ blob: HeldBlob; key: string } | null> {
    return this.database.tenant(quarantine, async (tx) => {
      const blob = await this.states.hold(tx, quarantine);
      if (blob?.state !== 'quarantined') return null;
      const key = `${quarantinePrefix(blob)}${randomUUID()}`;
      await this.trash.add(tx, quarantine, { key, notBefore: new Date(Date.now() + ATTEMPT_OUTLIVED_MS) });
      return { blob, key };
    });
  }

  /** The copy is the blob's now, and the old key is trash. A copy that nobody needs any more goes at once. */
  async adopt(
    quarantine: Quarantine,
    { blob: from, key }: { blob: HeldBlob; key: string },
    etag: string,
  ): Promise<void> {
    await this.database.tenant(quarantine, async (tx) => {
      const blob = await this.states.hold(tx, { workspaceId: quarantine.workspaceId, id: from.id });
      if (blob?.state !== 'quarantined' || blob.key !== from.key) return this.trash.hurry(tx, quarantine, key);
      if (!(await this.states.rename(tx, blob, { key, etag }))) throw new Error(`The copy ${key} came too late.`);
      await this.quarantines.noteMoved(tx, quarantine);
    });
  }
}
