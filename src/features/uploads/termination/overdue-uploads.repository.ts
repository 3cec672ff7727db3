import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { Database } from '../../../platform/prisma/database.js';
import { leastIdAt } from '../../../shared/ids.js';
import { slowestUpload } from '../domain/upload-deadline.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from '../records/upload-row.repository.js';
import { TerminationRepository } from './termination.repository.js';

const BATCH = 200;

/** How far the clocks of other processes may be from the database's: ids carry the time of their maker. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Still sending parts after the deadline that was set at create, however often their URLs were renewed since. */
const outOfTime = Prisma.sql`status = 'UPLOADING'
  AND created_at + make_interval(secs => url_expires_in_seconds + greatest(
    ${slowestUpload.leastGraceSeconds}::int, reserved_bytes / ${slowestUpload.bytesPerSecond}::int)) < now()`;

/** Rejects uploads that have held bytes in staging for too long. From when on is decided by scanning. */
@Injectable()
export class OverdueUploadsRepository {
  constructor(
    private readonly database: Database,
    private readonly termination: TerminationRepository,
  ) {}

  /** One batch; `true` when there may be more. Each upload is rejected once, however many workers run this. */
  async rejectFrom(cutoff: Date, batch = BATCH): Promise<boolean> {
    const uploads = await this.createdBefore(cutoff, batch);
    const only = stillOverdue(cutoff);
    for (const upload of uploads)
      await this.termination.end(upload, { event: 'reject', by: 'system', reason: 'staging_ttl', only });
    return uploads.length === batch;
  }

  /**
   * Created before `cutoff` and waiting for a scan, or sending parts after their first deadline. Ids carry their time, so
   * only old entries of the queue are read; an upload that is being scanned at the moment is left to its scan.
   */
  async createdBefore(cutoff: Date, limit: number): Promise<Upload[]> {
    const youngest = leastIdAt('upl', cutoff.getTime() + CLOCK_SKEW_MS);
    const found = await this.database.system.$queryRaw<{ id: string }[]>`
      (SELECT u.id FROM scan_queue q JOIN uploads u ON u.id = q.upload_id
        WHERE q.upload_id < ${youngest} AND u.created_at <= ${cutoff} AND NOT (q.is_running AND q.lease_until > now())
        ORDER BY q.upload_id LIMIT ${limit})
      UNION ALL
      (SELECT id FROM uploads WHERE ${outOfTime} AND created_at <= ${cutoff}
        ORDER BY next_check_at LIMIT ${limit})
      LIMIT ${limit}`;
    const query = { where: { id: { in: found.map(({ id }) => id) } }, include: withRelations };
    return found.length ? (await this.database.system.upload.findMany(query)).map(toUpload) : [];
  }
}

/** The same condition on one row at the moment of its rejection: a scan or a confirm may have come between. */
function stillOverdue(cutoff: Date): Prisma.Sql {
  return Prisma.sql`created_at <= ${cutoff} AND ((${outOfTime}) OR (status = 'SCANNING'
    AND NOT (lease_token IS NOT NULL AND lease_until > now())))`;
}
