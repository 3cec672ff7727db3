import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { BlobsRepository } from '../../blobs/index.js';
import { UsageLedger } from '../../workspaces/index.js';
import type { UploadStatus } from '../domain/upload-states.js';
import type { Upload } from '../domain/upload.js';
import { BlobReferencesRepository } from '../records/blob-references.repository.js';
import { UploadMovesRepository } from '../records/upload-moves.repository.js';
import { UploadObjects } from '../objects-port/upload-objects.js';

/** How an upload ends without admission. */
export interface Termination {
  event: 'cancel' | 'expire' | 'reject';
  by: string;
  reason: string;
  /** Only if this still holds of the row: a sweep read it earlier. */
  only?: Prisma.Sql;
}

const stillArriving = Prisma.sql`status IN ('PENDING', 'UPLOADING')`;
const canceled = Prisma.sql`status = 'CANCELED'`;

/** Ends uploads: each end frees what was reserved or used, once, in the transaction of its move. */
@Injectable()
export class TerminationRepository {
  constructor(
    private readonly database: Database,
    private readonly moves: UploadMovesRepository,
    private readonly blobs: BlobsRepository,
    private readonly references: BlobReferencesRepository,
    private readonly ledger: UsageLedger,
    private readonly objects: UploadObjects,
  ) {}

  /** `null`: it had ended, or was admitted, before. */
  async end(upload: Upload, { event, by: actor, reason, only }: Termination): Promise<Upload | null> {
    const { id, workspaceId } = upload;
    const changes = { statusReason: reason, completedAt: new Date() };
    return this.database.tenant(upload, async (tx) => {
      const moved = await this.moves.move(tx, { id, workspaceId, event, actor, detail: reason, changes, only });
      if (moved) await this.moves.discard(tx, moved.upload);
      return moved?.upload ?? null;
    });
  }

  /**
   * Gives up a streamed upload: nothing of it stays. A completed one stays although its request failed, because the result
   * of the commit may have been lost, and a retry under the same key is answered with it.
   */
  async abandon(upload: Upload, by: string): Promise<void> {
    await this.end(upload, { event: 'cancel', by, reason: 'canceled_by_user', only: stillArriving });
    await this.remove(upload, by, canceled);
  }

  /** Deletes for good. No effect on an upload that is deleted already, or of which `only` does not hold any more. */
  async remove(upload: Upload, actor: string, only?: Prisma.Sql): Promise<void> {
    const { id, workspaceId } = upload;
    await this.database.tenant(upload, async (tx) => {
      const moved = await this.moves.move(tx, { id, workspaceId, event: 'remove', actor, only });
      if (moved) await this.objects.detach(tx, moved.upload);
      if (moved) await this.releaseBytes(tx, moved);
    });
  }

  /** Bytes arrived for an upload that has ended: they are trashed now, and again once no URL can bring more. */
  async discardLateBytes(upload: Upload): Promise<void> {
    await this.database.tenant(upload, (tx) => this.moves.trashWorkingCopies(tx, upload));
  }

  /** Lock order: the upload's row is held, then its objects, its blob, usage last. */
  private async releaseBytes(tx: Tx, { upload, from }: { upload: Upload; from: UploadStatus }): Promise<void> {
    const { id, organizationId, workspaceId, bucketId, blob } = upload;
    if (blob) {
      await tx.upload.update({ where: { id }, data: { blobId: null } });
      const locked = await this.blobs.lock(tx, { workspaceId, id: blob.id });
      if (locked && (await this.references.first(tx, locked)) === null) await this.blobs.remove(tx, locked);
    }
    // Quarantined bytes were subtracted from the usage before.
    if (from !== 'AVAILABLE') return;
    await this.ledger.forget(tx, { organizationId, workspaceId, bucketId, usedBytes: upload.size ?? 0 });
  }
}
