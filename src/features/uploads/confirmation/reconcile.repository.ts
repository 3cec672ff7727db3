import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import { checkSeconds } from '../domain/upload-deadline.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from '../records/upload-row.repository.js';

/** An upload that is due for a check; `isOver` once no URL can bring its bytes any more. */
export interface Due {
  upload: Upload;
  isOver: boolean;
}

/** The reconciler's schedule. */
@Injectable()
export class ReconcileRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes unconfirmed uploads that are due and schedules the next check of each: within a minute, at the deadline, and
   * every minute after it until the upload has ended. Two workers never take the same one.
   */
  async takeDue(limit: number): Promise<Due[]> {
    const { second, every } = checkSeconds;
    const taken = await this.database.system.$queryRaw<{ id: string; isOver: boolean }[]>`
      UPDATE uploads SET check_count = least(check_count + 1, 1000), next_check_at = CASE
        WHEN deadline_at <= now() THEN now() + interval '1 minute'
        ELSE least(deadline_at, CASE
          WHEN check_count = 0 THEN created_at + make_interval(secs => ${second}::int)
          ELSE now() + make_interval(secs => ${every}::int)
        END)
      END
      WHERE id IN (
        SELECT due.id FROM unnest(ARRAY['PENDING', 'UPLOADING']::upload_status[]) AS open(status)
        CROSS JOIN LATERAL (
          SELECT id, next_check_at FROM uploads WHERE status = open.status AND status <> 'AVAILABLE' AND next_check_at <= now()
          ORDER BY next_check_at LIMIT ${limit} FOR UPDATE SKIP LOCKED) AS due
        ORDER BY due.next_check_at LIMIT ${limit})
      RETURNING id, deadline_at <= now() AS "isOver"`;
    if (taken.length === 0) return [];
    const over = new Map(taken.map(({ id, isOver }) => [id, isOver]));
    const where = {
      id: { in: [...over.keys()] },
      status: { in: ['PENDING', 'UPLOADING'] as ('PENDING' | 'UPLOADING')[] },
    };
    const rows = await this.database.system.upload.findMany({ where, include: withRelations });
    return rows.map((row) => ({ upload: toUpload(row), isOver: over.get(row.id) === true }));
  }
}
