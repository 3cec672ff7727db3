import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { UsageLedger } from '../../workspaces/index.js';
import type { Tx } from '../../../platform/prisma/database.js';
import type { UploadStatus } from '../domain/upload-states.js';
import type { Upload } from '../domain/upload.js';
import type { Move } from './move.js';
import { moveJson, type UploadJson, uploadOfJson } from './upload-json.js';
import { workingCopiesOf } from './working-copies.js';

/** The only writer of an upload's status. */
@Injectable()
export class UploadMovesRepository {
  constructor(private readonly ledger: UsageLedger) {}

  /**
   * Moves an upload by the table, in one conditional UPDATE, and writes its event in the same transaction.
   * `null`: another transaction moved it, or a condition of the move does not hold any more.
   */
  async move(tx: Tx, move: Move): Promise<{ upload: Upload; from: UploadStatus } | null> {
    if (move.only && !(await this.holds(tx, move, move.only))) return null;
    const [moved] = await tx.$queryRaw<{ upload: UploadJson; from: UploadStatus }[]>`
      SELECT upload_record(m.u) AS upload, m.was AS "from"
      FROM move_upload(jsonb_populate_record(NULL::upload_move, ${JSON.stringify(moveJson(move))}::jsonb)) AS m
      WHERE m.was IS NOT NULL`;
    return moved ? { upload: uploadOfJson(moved.upload), from: moved.from } : null;
  }

  /** What every end without admission has in common: the reservation is free, and no byte stays. */
  async discard(tx: Tx, upload: Upload): Promise<void> {
    await this.trashWorkingCopies(tx, upload);
    await this.ledger.release(tx, upload);
  }

  /** Staging, its sessions of parts and every sealed copy go now, and again once neither URL nor attempt can write them. */
  async trashWorkingCopies(tx: Tx, upload: Upload): Promise<void> {
    await tx.$executeRaw`
      SELECT trash_working_copies(u, jsonb_populate_record(NULL::working_copies, ${JSON.stringify(workingCopiesOf(upload))}::jsonb))
      FROM uploads u WHERE id = ${upload.id} AND workspace_id = ${upload.workspaceId}`;
  }

  /** Locks the row if the condition holds of it, until it is moved. */
  async holds(tx: Tx, { id, workspaceId }: Pick<Move, 'id' | 'workspaceId'>, condition: Prisma.Sql): Promise<boolean> {
    const found = await tx.$queryRaw<unknown[]>`
      SELECT id FROM uploads WHERE id = ${id} AND workspace_id = ${workspaceId} AND (${condition}) FOR UPDATE`;
    return found.length > 0;
  }
}
