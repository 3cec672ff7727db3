import { Prisma } from '../../../generated/prisma/client.js';
import type { Figure } from '../../../platform/metrics/database-gauges.js';
import { defineSharedGauge } from '../../../platform/metrics/metric-definitions.js';

/** More files than this are not counted. */
const MOST_COUNTED = 10_000;
/** The oldest of those that are paused is looked for among so many. */
const MOST_COMPARED = 1_000;

const labels = { state: ['waiting', 'paused', 'running'] };

/** The files that are SCANNING: how many wait for their turn, pause or run, and since when. */
export const scanQueueFigure: Figure<'state'> = {
  select: () => Prisma.sql`
    SELECT state, files AS scan_queue_files, coalesce(extract(epoch FROM now() - since), 0) AS scan_queue_oldest_seconds
    FROM (
      SELECT 'waiting' AS state,
        (SELECT count(*) FROM (SELECT FROM scan_queue WHERE lease_until IS NULL LIMIT ${MOST_COUNTED}) AS w) AS files,
        (SELECT coalesce(u.confirmed_at, u.created_at) FROM scan_queue q JOIN uploads u ON u.id = q.upload_id
          WHERE q.lease_until IS NULL ORDER BY q.arrived LIMIT 1) AS since
      UNION ALL
      SELECT 'paused',
        (SELECT count(*) FROM (
          SELECT FROM scan_queue WHERE lease_until IS NOT NULL AND NOT is_running LIMIT ${MOST_COUNTED}) AS p),
        (SELECT min(coalesce(u.confirmed_at, u.created_at)) FROM (
          SELECT upload_id FROM scan_queue WHERE lease_until IS NOT NULL AND NOT is_running
          ORDER BY lease_until LIMIT ${MOST_COMPARED}) AS p JOIN uploads u ON u.id = p.upload_id)
      UNION ALL
      SELECT 'running', count(*), min(coalesce(u.confirmed_at, u.created_at))
        FROM (SELECT upload_id FROM scan_queue WHERE is_running LIMIT ${MOST_COMPARED}) AS r
        JOIN uploads u ON u.id = r.upload_id
    ) AS states`,
  gauges: [
    defineSharedGauge({
      name: 'airlock_scan_queue_files',
      help: `Files between confirmation and verdict. waiting: for their turn; paused: after an attempt without a verdict, until the next. Counted up to ${MOST_COUNTED}.`,
      labels,
    }),
    defineSharedGauge({
      name: 'airlock_scan_queue_oldest_seconds',
      help: 'How long ago the file that has been in this state of the queue longest was confirmed. 0 when there is none.',
      labels,
    }),
  ],
};
