import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';

/** Rows are counted up to here; larger tables are estimated by their statistics. */
const MOST_COUNTED = 10_000;

/** How much is in the trash, at the cost of a bounded read of an index. */
@Injectable()
export class TrashSizeRepository {
  constructor(private readonly database: Database) {}

  /** All rows, due or not. */
  async rows(): Promise<number> {
    const [row] = await this.database.system.$queryRaw<{ rows: number }[]>`
      SELECT CASE WHEN counted < ${MOST_COUNTED}::int THEN counted ELSE greatest(counted, estimated) END::float8 AS rows
      FROM (SELECT count(*) AS counted FROM (SELECT FROM trash ORDER BY not_before LIMIT ${MOST_COUNTED}) AS first) AS c,
        (SELECT reltuples AS estimated FROM pg_class WHERE oid = 'trash'::regclass) AS e`;
    return row!.rows;
  }

  /** Rows that can be deleted now, counted up to ten thousand. */
  async due(): Promise<number> {
    const [row] = await this.database.system.$queryRaw<{ rows: number }[]>`
      SELECT count(*)::int AS rows FROM (
        SELECT FROM trash WHERE not_before <= now() ORDER BY not_before LIMIT ${MOST_COUNTED}) AS due`;
    return row!.rows;
  }

  /** For how long the row that has been due longest could have been deleted. 0: none is due. */
  async oldestSeconds(): Promise<number> {
    const [row] = await this.database.system.$queryRaw<{ seconds: number }[]>`
      SELECT coalesce(extract(epoch FROM now() - min(not_before)), 0)::float8 AS seconds FROM trash WHERE not_before <= now()`;
    return row!.seconds;
  }
}
