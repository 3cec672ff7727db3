import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { TrashRepository } from '../../blobs/index.js';
import { UsageLedger } from '../../workspaces/index.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { sealedPrefix, stagingKey, tailKey } from '../domain/object-key.js';
import {
  isOpen,
  type Transition,
  uploadTransitions,
  type UploadEvent,
  type UploadStatus,
} from '../domain/upload-states.js';
import { uploadMethods } from '../domain/upload-method.js';
import type { Upload } from '../domain/upload.js';
import { forgetParts } from './received-bytes.queries.js';
import { toUpload, withRelations } from './upload-row.repository.js';

export interface Move {
  id: string;
  workspaceId: string;
  event: UploadEvent;
  /** The caller or the part of the service that moved it, for the timeline. */
  actor: string;
  /** Only if this lease still owns the upload. */
  leaseToken?: string;
  /** Only if this holds of the row at the moment of the move: a sweep read it earlier. */
  only?: Prisma.Sql;
  detail?: string;
  /** What subscribers of the event need beyond the upload itself. */
  data?: Prisma.InputJsonObject;
  changes?: Prisma.UploadUncheckedUpdateManyInput;
}

const conditions = { 'deadline-over': Prisma.sql`deadline_at <= now()` };
const always = Prisma.sql`true`;

/** The only writer of an upload's status. */
@Injectable()
export class UploadMovesRepository {
  constructor(
    private readonly database: Database,
    private readonly ledger: UsageLedger,
    private readonly trash: TrashRepository,
  ) {}

  /** A move in a transaction of its own. `spareBytes`: it needs so many less than it has reserved. */
  async moveAlone(tenant: Tenant, move: Move, spareBytes = 0): Promise<Upload | null> {
    return this.database.tenant(tenant, async (tx) => {
      const moved = await this.move(tx, move);
      if (moved && spareBytes > 0) await this.ledger.shrink(tx, moved.upload.organizationId, spareBytes);
      return moved?.upload ?? null;
    });
  }

  /**
   * Moves an upload by the table, in one conditional UPDATE, and writes its event in the same transaction.
   * `null`: another transaction moved it, or a condition of the move does not hold any more. Conditions are part of the
   * statement that locks the row, so that the UPDATE moves exactly the row they held of.
   */
  async move(tx: Tx, move: Move): Promise<{ upload: Upload; from: UploadStatus } | null> {
    const { id, workspaceId, event, leaseToken, only = always } = move;
    const transition: Transition = uploadTransitions[event];
    const when = transition.when ? conditions[transition.when] : always;
    const [before] = await tx.$queryRaw<{ status: UploadStatus }[]>`
      SELECT status FROM uploads WHERE id = ${id} AND workspace_id = ${workspaceId} AND (${when}) AND (${only})
      FOR UPDATE`;
    if (!before) return null;
    const leaves = isOpen(transition.to) ? {} : { leaseToken: null, leaseUntil: null, nextCheckAt: new Date() };
    const [row] = await tx.upload.updateManyAndReturn({
      where: { id, workspaceId, status: { in: [...transition.from] }, ...(leaseToken ? { leaseToken } : {}) },
      data: { ...leaves, ...move.changes, status: transition.to, eventSequence: { increment: 1 } },
      include: withRelations,
    });
    if (!row) return null;
    await this.writeEvent(tx, move, row.eventSequence, before.status);
    return { upload: toUpload(row), from: before.status };
  }

  /** From now on its scan goes before those that no client confirmed. */
  async expediteScan(tenant: Tenant, id: string): Promise<void> {
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

  /** Staging, its sessions of parts and every sealed copy go now, and again once neither URL nor attempt can write them. */
  async trashWorkingCopies(tx: Tx, upload: Upload): Promise<void> {
    await this.trash.expedite(tx, upload, sealedPrefix(upload));
    const { workspaceId, reservedBytes: bytes, deadlineAt: writableUntil } = upload;
    const { inParts, completedBy } = uploadMethods[upload.method];
    await this.trash.addStaged(tx, { workspaceId, key: stagingKey(upload), bytes, inParts, writableUntil });
    if (completedBy !== 'receipt') return;
    await this.trash.addStaged(tx, { workspaceId, key: tailKey(upload), bytes, inParts: false, writableUntil });
    await forgetParts(tx, upload);
  }

  private async writeEvent(tx: Tx, move: Move, sequence: number, from: UploadStatus): Promise<void> {
    const { id: uploadId, workspaceId, actor, detail, data } = move;
    const { to, ...transition } = uploadTransitions[move.event];
    const event = 'publishes' in transition ? transition.publishes : move.event;
    await tx.uploadEvent.create({ data: { uploadId, workspaceId, sequence, event, from, to, actor, detail, data } });
  }
}
