import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { Database } from '../../../platform/prisma/database.js';
import { leastIdAt } from '../../../shared/ids.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from '../records/upload-row.repository.js';

/** Clocks of other processes may be this far from the database's: ids made by them are looked at all the same. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Still sending parts though the time they were given at create is over, too. */
const outOfTime = Prisma.sql`status = 'UPLOADING'
  AND created_at + make_interval(secs => url_expires_in_seconds + greatest(900, reserved_bytes / 262144)) < now()`;

/** Which uploads have held bytes in staging for too long. */
@Injectable()
export class OverdueUploadsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Created before `cutoff` and still waiting for their scan, or still sending parts though the time they were given at
   * create is over, too. Ids carry their time, so of the queue only old ones are read; what is being scanned at this
   * moment is left to its scan.
   */
  async createdBefore(cutoff: Date, limit: number): Promise<Upload[]> {
    const youngest = leastIdAt('upl', cutoff.getTime() + CLOCK_SKEW_MS);
    const found = await this.database.system.$queryRaw<{ id: string }[]>`
      (SELECT u.id FROM scan_queue q JOIN uploads u ON u.id = q.upload_id
        WHERE q.upload_id < ${youngest} AND u.created_at <= ${cutoff} AND NOT (q.is_running AND q.held_until > now())
        ORDER BY q.upload_id LIMIT ${limit})
      UNION ALL
      (SELECT id FROM uploads WHERE ${outOfTime} AND created_at <= ${cutoff}
        ORDER BY next_check_at LIMIT ${limit})
      LIMIT ${limit}`;
    const query = { where: { id: { in: found.map(({ id }) => id) } }, include: withRelations };
    return found.length ? (await this.database.system.upload.findMany(query)).map(toUpload) : [];
  }

  /** The same of one of them, at the moment it is rejected: its scan or its confirm may have come between. */
  stillOverdue(cutoff: Date): Prisma.Sql {
    return Prisma.sql`created_at <= ${cutoff} AND ((${outOfTime}) OR (status = 'SCANNING'
      AND NOT (lease_token IS NOT NULL AND lease_until > now())))`;
  }
}
