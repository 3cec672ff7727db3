import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../../generated/prisma/client.js';
import { TrashRepository } from '../../blobs/index.js';
import { UsageLedger } from '../../workspaces/index.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { sealedPrefix, stagingKey } from '../domain/object-key.js';
import { isOpen, uploadTransitions, type UploadEvent, type UploadStatus } from '../domain/upload-states.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from './upload-row.repository.js';

export interface Move {
  id: string;
  workspaceId: string;
  event: UploadEvent;
  /** Who did it, for the timeline. */
  actor: string;
  /** Only if this lease still owns the upload. */
  leaseToken?: string;
  detail?: string;
  /** What those who are told of the event need beyond the upload itself. */
  data?: Prisma.InputJsonObject;
  changes?: Prisma.UploadUncheckedUpdateManyInput;
}

/** The only writer of an upload's status. */
@Injectable()
export class UploadMovesRepository {
  constructor(
    private readonly database: Database,
    private readonly ledger: UsageLedger,
    private readonly trash: TrashRepository,
  ) {}

  /** A move that has nothing else to write, in a transaction of its own. */
  async moveAlone(tenant: Tenant, move: Move): Promise<Upload | null> {
    const moved = await this.database.tenant(tenant, (tx) => this.move(tx, move));
    return moved?.upload ?? null;
  }

  /**
   * Moves an upload by the table, in one conditional UPDATE, and tells its event in the same transaction.
   * `null`: somebody else moved it first. The row lock taken before makes `from` the status that the UPDATE saw.
   */
  async move(tx: Tx, move: Move): Promise<{ upload: Upload; from: UploadStatus } | null> {
    const { id, workspaceId, event, leaseToken } = move;
    const transition = uploadTransitions[event];
    const [before] = await tx.$queryRaw<{ status: UploadStatus }[]>`
      SELECT status FROM uploads WHERE id = ${id} AND workspace_id = ${workspaceId} FOR UPDATE`;
    if (!before) return null;
    const leaves = isOpen(transition.to) ? {} : { leaseToken: null, leaseUntil: null, lookAt: new Date() };
    const [row] = await tx.upload.updateManyAndReturn({
      where: { id, workspaceId, status: { in: [...transition.from] }, ...(leaseToken ? { leaseToken } : {}) },
      data: { ...leaves, ...move.changes, status: transition.to, eventSequence: { increment: 1 } },
      include: { bucket: withRelations.bucket, blob: withRelations.blob },
    });
    if (!row) return null;
    await this.tell(tx, move, row.eventSequence, before.status);
    return { upload: toUpload(row), from: before.status };
  }

  /** From now on its scan goes before those that nobody confirmed. */
  async preferScan(tenant: Tenant, id: string): Promise<void> {
    await this.database.tenant(
      tenant,
      (tx) => tx.$executeRaw`
        UPDATE uploads SET confirmed_by_client = true
        WHERE id = ${id} AND workspace_id = ${tenant.workspaceId} AND status = 'SCANNING' AND NOT confirmed_by_client`,
    );
  }

  /** What every end without admission has in common: the reservation is free, and no byte stays. */
  async discard(tx: Tx, upload: Upload): Promise<void> {
    await this.trashWorkingCopies(tx, upload);
    await this.ledger.release(tx, upload);
  }

  /** Staging and its session of parts go now, and again once no URL can write them any more; every sealed copy goes now. */
  async trashWorkingCopies(tx: Tx, upload: Upload): Promise<void> {
    await this.trash.hurry(tx, upload, sealedPrefix(upload));
    const key = stagingKey(upload);
    for (const notBefore of [new Date(), upload.deadlineAt]) {
      await this.trash.add(tx, upload, { key, notBefore });
      if (upload.multipartId) await this.trash.add(tx, upload, { key, notBefore, multipartId: upload.multipartId });
    }
  }

  private async tell(tx: Tx, move: Move, sequence: number, from: UploadStatus): Promise<void> {
    const { id: uploadId, workspaceId, actor, detail, data } = move;
    const { to, ...transition } = uploadTransitions[move.event];
    const event = 'tells' in transition ? transition.tells : move.event;
    await tx.uploadEvent.create({ data: { uploadId, workspaceId, sequence, event, from, to, actor, detail, data } });
  }
}
