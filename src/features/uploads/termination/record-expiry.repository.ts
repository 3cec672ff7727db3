import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { Database } from '../../../platform/prisma/database.js';

/** Deletes records of uploads that ended without a file, UPLOAD_RECORD_TTL_DAYS after their end. */
@Injectable()
export class RecordExpiryRepository {
  private readonly days: number;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.days = config.get('UPLOAD_RECORD_TTL_DAYS');
  }

  /** One batch; `true` when there may be more. The bytes were deleted at the end, the timelines go with the records. */
  async forget(limit: number): Promise<boolean> {
    const gone = await this.database.system.$executeRaw`
      DELETE FROM uploads WHERE id IN (
        SELECT old.id FROM unnest(ARRAY['REJECTED', 'EXPIRED', 'CANCELED', 'DELETED']::upload_status[]) AS ended(status)
        CROSS JOIN LATERAL (
          SELECT id FROM uploads WHERE status = ended.status AND status <> 'AVAILABLE' AND blob_id IS NULL
            AND next_check_at < now() - make_interval(days => ${this.days}::int)
          ORDER BY next_check_at LIMIT ${limit} FOR UPDATE SKIP LOCKED) AS old
        LIMIT ${limit})`;
    return gone === limit;
  }
}
