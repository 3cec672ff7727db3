import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/prisma/database.js';
import { TrashRepository } from './trash.repository.js';

/** A blob whose row is held until the transaction ends. */
export interface HeldBlob {
  id: string;
  workspaceId: string;
  sha256: string;
  key: string;
  etag: string;
  size: number;
  state: 'live' | 'quarantined';
  /** Which files read it: those with this number. */
  generation: number;
  keySince: Date;
}

/** By its id, or by what it contains. */
type Named = { workspaceId: string } & ({ id: string } | { sha256: string });

/** Whether bytes may be read, and where they are. One row decides for every file that shares them. */
@Injectable()
export class BlobStatesRepository {
  constructor(private readonly trash: TrashRepository) {}

  async hold(tx: Tx, named: Named): Promise<HeldBlob | null> {
    const { id, sha256 } = { id: null, sha256: null, ...named };
    const [blob] = await tx.$queryRaw<HeldBlob[]>`
      SELECT id, workspace_id AS "workspaceId", sha256, key, etag, size::float8 AS size, state,
        generation, key_since AS "keySince" FROM blobs
      WHERE workspace_id = ${named.workspaceId} AND (id = ${id} OR sha256 = ${sha256}) FOR UPDATE`;
    return blob ?? null;
  }

  /** From now on no file reads it, and those that did are not opened by a release of another. */
  async close(tx: Tx, { id, workspaceId }: Pick<HeldBlob, 'id' | 'workspaceId'>, reason: string): Promise<void> {
    await tx.blob.updateMany({
      where: { id, workspaceId },
      data: { state: 'quarantined', quarantineReason: reason, generation: { increment: 1 } },
    });
  }

  /** It can be read again by files that are given its generation. */
  async open(tx: Tx, { id, workspaceId }: Pick<HeldBlob, 'id' | 'workspaceId'>): Promise<void> {
    await tx.blob.updateMany({ where: { id, workspaceId }, data: { state: 'live' } });
  }

  /** Its bytes are under another key now; links to the old one die with the trash. `false`: the copy is trash already. */
  async rename(tx: Tx, blob: HeldBlob, to: { key: string; etag: string }): Promise<boolean> {
    if (!(await this.trash.takeBack(tx, blob, to.key))) return false;
    await tx.blob.updateMany({
      where: { id: blob.id, workspaceId: blob.workspaceId },
      data: { ...to, keySince: new Date() },
    });
    await this.trash.throwAway(tx, blob);
    return true;
  }
}
