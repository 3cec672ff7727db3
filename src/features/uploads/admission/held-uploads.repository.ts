import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../../generated/prisma/client.js';
import type { Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { BlobStatesRepository } from '../../blobs/index.js';
import { UsageLedger } from '../../workspaces/index.js';
import type { UploadStatus } from '../domain/upload-states.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { UploadMovesRepository } from '../records/upload-moves.repository.js';
import { UploadObjects } from './upload-objects.repository.js';
import { UploadsRepository } from '../records/uploads.repository.js';

interface Act {
  by: string;
  reason: string;
}

/** An upload whose row is held, and what its row says of it. */
export interface HeldUpload {
  upload: Upload;
  /** May still be AVAILABLE when its content is closed already. */
  storedStatus: UploadStatus;
  /** The generation of its blob in which it was let in. */
  blobGeneration: number;
}

/** Moves between readable and quarantined, with their books. Lock order: upload, objects, blob, usage. */
@Injectable()
export class HeldUploadsRepository {
  constructor(
    private readonly uploads: UploadsRepository,
    private readonly moves: UploadMovesRepository,
    private readonly states: BlobStatesRepository,
    private readonly ledger: UsageLedger,
    private readonly objects: UploadObjects,
  ) {}

  async hold(tx: Tx, tenant: Tenant, id: string): Promise<HeldUpload | null> {
    const [row] = await tx.$queryRaw<{ status: UploadStatus; blobGeneration: number }[]>`
      SELECT status, blob_generation AS "blobGeneration" FROM uploads WHERE id = ${id} AND workspace_id = ${tenant.workspaceId} FOR UPDATE`;
    const upload = row && (await this.uploads.findIn(tx, tenant, id));
    return upload ? { upload, storedStatus: row.status, blobGeneration: row.blobGeneration } : null;
  }

  /** A file that was never admitted has no object yet. */
  async makeObject(tx: Tx, upload: Upload): Promise<{ objectId?: string; statusReason?: string }> {
    return upload.objectId === null ? this.objects.admit(tx, upload) : {};
  }

  /** REJECTED → AVAILABLE: it counts again, if the quota has room for it. */
  async readmit(tx: Tx, upload: Upload, act: Act & { changes: Prisma.UploadUncheckedUpdateManyInput }): Promise<void> {
    const { id, organizationId, workspaceId, bucketId } = upload;
    const now = new Date();
    const changes = { statusReason: null, completedAt: now, verifiedAt: upload.verifiedAt ?? now, ...act.changes };
    const move = { id, workspaceId, event: 'release', actor: act.by, detail: act.reason, changes } as const;
    if (!(await this.moves.move(tx, move))) throw UploadErrors.illegal('be released', upload.status);
    const file = { organizationId, workspaceId, bucketId, usedBytes: upload.size ?? 0 };
    if (!(await this.ledger.readmit(tx, file))) throw UploadErrors.quotaExceeded();
  }

  /** It was closed with its content and not moved since: it reads its bytes again, as if it had never been closed. */
  async reopen(tx: Tx, { id, workspaceId }: Upload, blobGeneration: number): Promise<void> {
    await tx.upload.updateMany({ where: { id, workspaceId, status: 'AVAILABLE' }, data: { blobGeneration } });
  }

  /**
   * AVAILABLE → REJECTED for a file whose content is closed; its bytes stay and do not count any more. `false`: it was
   * released, and nothing may be written in this transaction. `true` too when it was moved before.
   */
  async putAway(tx: Tx, held: HeldUpload, act: Act & { data: Prisma.InputJsonObject }): Promise<boolean> {
    const { id, organizationId, workspaceId, bucketId } = held.upload;
    const detail = `quarantined:${act.reason}`;
    const changes = { statusReason: detail };
    const move = {
      id,
      workspaceId,
      event: 'quarantine',
      actor: act.by,
      detail,
      data: act.data,
      changes,
    } as const;
    const moved = await this.moves.move(tx, move);
    if (!moved?.upload.blob) return true;
    const blob = await this.states.hold(tx, { workspaceId, id: moved.upload.blob.id });
    if (blob && blob.generation === held.blobGeneration) return false;
    await this.ledger.forget(tx, { organizationId, workspaceId, bucketId, usedBytes: moved.upload.size ?? 0 });
    return true;
  }
}
