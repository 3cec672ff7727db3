import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import type { Tx } from '../../platform/prisma/database.js';
import { type MoveChanges, type Upload, UploadErrors, UploadMovesRepository, UploadObjects } from '../uploads/index.js';
import { UsageLedger } from '../workspaces/index.js';

interface Act {
  by: string;
  reason: string;
}

/** Moves one upload into quarantine or out of it, with its object and its usage. The caller has locked upload and blob. */
@Injectable()
export class FileQuarantine {
  constructor(
    private readonly moves: UploadMovesRepository,
    private readonly objects: UploadObjects,
    private readonly ledger: UsageLedger,
  ) {}

  /** AVAILABLE → REJECTED; the bytes stay and do not count any more. `data` goes with the event. */
  async quarantine(tx: Tx, upload: Upload, { by: actor, reason, data }: Act & { data: Prisma.InputJsonObject }) {
    const { id, organizationId, workspaceId, bucketId } = upload;
    const detail = `quarantined:${reason}`;
    const changes = { statusReason: detail };
    const moved = await this.moves.move(tx, { id, workspaceId, event: 'quarantine', actor, detail, data, changes });
    if (!moved) return;
    await this.ledger.forget(tx, { organizationId, workspaceId, bucketId, usedBytes: upload.size ?? 0 });
  }

  /** Before the blob is locked: an upload that was never admitted has no object yet. Answers the changes of its row. */
  async attachObject(tx: Tx, upload: Upload): Promise<{ objectId?: string; statusReason?: string }> {
    return upload.objectId === null ? this.objects.attach(tx, upload) : {};
  }

  /** REJECTED → AVAILABLE: it counts again, if the quota has room for it. */
  async release(tx: Tx, upload: Upload, act: Act & { changes: MoveChanges }): Promise<void> {
    const { id, organizationId, workspaceId, bucketId } = upload;
    const now = new Date();
    const changes = { statusReason: null, completedAt: now, verifiedAt: upload.verifiedAt ?? now, ...act.changes };
    const move = { id, workspaceId, event: 'release', actor: act.by, detail: act.reason, changes } as const;
    if (!(await this.moves.move(tx, move))) throw UploadErrors.illegal('be released', upload.status);
    const file = { organizationId, workspaceId, bucketId, usedBytes: upload.size ?? 0 };
    if (!(await this.ledger.readmit(tx, file))) throw UploadErrors.quotaExceeded();
  }
}
