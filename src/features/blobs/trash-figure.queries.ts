import { Prisma } from '../../generated/prisma/client.js';
import type { Figure } from '../../platform/metrics/database-gauges.js';
import { defineSharedGauge } from '../../platform/metrics/metric-definitions.js';

/** Rows are counted up to here; larger tables are estimated by their statistics. */
const MOST_COUNTED = 10_000;

/** How much is in the trash, and whether it is emptied as fast as it fills. */
export const trashFigure: Figure<never> = {
  select: () => Prisma.sql`
    SELECT CASE WHEN counted < ${MOST_COUNTED}::int THEN counted ELSE greatest(counted, estimated) END::float8 AS trash_rows,
      (SELECT count(*) FROM (SELECT FROM trash WHERE not_before <= now() ORDER BY not_before LIMIT ${MOST_COUNTED}) AS due) AS trash_due_rows,
      (SELECT coalesce(extract(epoch FROM now() - min(not_before)), 0) FROM trash WHERE not_before <= now()) AS trash_oldest_seconds
    FROM (SELECT count(*) AS counted FROM (SELECT FROM trash ORDER BY not_before LIMIT ${MOST_COUNTED}) AS first) AS c,
      (SELECT reltuples AS estimated FROM pg_class WHERE oid = 'trash'::regclass) AS e`,
  gauges: [
    defineSharedGauge({
      name: 'airlock_trash_rows',
      help: `Keys in the trash, due or not. Above ${MOST_COUNTED} it is an estimate.`,
    }),
    defineSharedGauge({
      name: 'airlock_trash_due_rows',
      help: `Keys in the trash that can be deleted now, counted up to ${MOST_COUNTED}.`,
    }),
    defineSharedGauge({
      name: 'airlock_trash_oldest_seconds',
      help: 'For how long the key that has been due longest could have been deleted. 0 when none is due.',
    }),
  ],
};
