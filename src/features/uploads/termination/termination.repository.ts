import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { Database } from '../../../platform/prisma/database.js';
import { GroupedStatement, type Outcome } from '../../../platform/prisma/grouped-statement.js';
import { Errors } from '../../../shared/errors/errors.js';
import type { Upload } from '../domain/upload.js';
import { placeInGroup } from '../records/place-in-group.js';
import { UploadMovesRepository } from '../records/upload-moves.repository.js';
import { type UploadJson, uploadOfJson } from '../records/upload-json.js';
import { type End, endJson } from './end.js';

/** How an upload ends without admission. */
export interface Termination {
  event: 'cancel' | 'expire' | 'reject';
  by: string;
  reason: string;
  /** Only if this still holds of the row: a sweep read it earlier. */
  only?: Prisma.Sql;
}

interface Row {
  upload: UploadJson | null;
  refusal: string | null;
}

const statement = { name: 'end_uploads', text: 'SELECT upload, refusal FROM end_uploads($1)' };

const stillArriving = Prisma.sql`status IN ('PENDING', 'UPLOADING')`;
const canceled = Prisma.sql`status = 'CANCELED'`;

/**
 * Ends uploads: each end frees what was reserved or used, once, in the transaction of its move. Ends that meet share one
 * statement and its commit (SQL function end_uploads).
 */
@Injectable()
export class TerminationRepository {
  private readonly ends = new GroupedStatement<End, Upload | null>((ends) => this.run(ends), {
    orderOf: ({ upload }) => placeInGroup(upload),
  });

  constructor(
    private readonly database: Database,
    private readonly moves: UploadMovesRepository,
  ) {}

  /** `null`: it had ended, or was admitted, before. */
  async end(upload: Upload, { event, by: actor, reason, only }: Termination): Promise<Upload | null> {
    const changes = { statusReason: reason, completedAt: new Date() };
    return this.carryOut({ upload, event, actor, detail: reason, changes }, only);
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
    await this.carryOut({ upload, event: 'remove', actor }, only);
  }

  /** Bytes arrived for an upload that has ended: they are trashed now, and again once no URL can bring more. */
  async discardLateBytes(upload: Upload): Promise<void> {
    await this.database.tenant(upload, (tx) => this.moves.trashWorkingCopies(tx, upload));
  }

  private async carryOut(end: End, only?: Prisma.Sql): Promise<Upload | null> {
    if (only) return this.carryOutIf(end, only);
    const outcome = await this.ends.execute(end);
    if ('answer' in outcome) return outcome.answer;
    throw Errors.unavailable('The database is busy. Try again in a few seconds.');
  }

  /** The row is locked while the condition holds of it. */
  private carryOutIf(end: End, condition: Prisma.Sql): Promise<Upload | null> {
    return this.database.tenant(end.upload, async (tx) => {
      if (!(await this.moves.holds(tx, end.upload, condition))) return null;
      const [row] = await tx.$queryRaw<Row[]>`
        SELECT upload, refusal FROM end_uploads(${JSON.stringify([endJson(end)])}::jsonb)`;
      return row!.upload && uploadOfJson(row!.upload);
    });
  }

  private async run(ends: End[]): Promise<Outcome<Upload | null>[]> {
    const { rows } = await this.database.pool.query<Row>({ ...statement, values: [JSON.stringify(ends.map(endJson))] });
    return rows.map(({ upload, refusal }) =>
      refusal === null ? { answer: upload && uploadOfJson(upload) } : { refusal },
    );
  }
}
