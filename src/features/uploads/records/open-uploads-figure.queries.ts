import { Prisma } from '../../../generated/prisma/client.js';
import type { Figure } from '../../../platform/metrics/database-gauges.js';
import { defineSharedGauge } from '../../../platform/metrics/metric-definitions.js';
import { methodNames } from './method-names.js';

/** More uploads of a status than this are not counted. */
const MOST_COUNTED = 10_000;

const labels = { status: ['pending', 'uploading'], method: methodNames };

/** The uploads whose bytes are not here yet: announced ones, and sessions of parts or tus under way. */
export const openUploadsFigure: Figure<'status' | 'method'> = {
  select: () => Prisma.sql`
    SELECT lower(status::text) AS status, lower(method::text) AS method, count(*) AS uploads_open,
      extract(epoch FROM now() - min(created_at)) AS uploads_open_oldest_seconds
    FROM (
      (SELECT status, method, created_at FROM uploads WHERE status = 'PENDING' ORDER BY next_check_at LIMIT ${MOST_COUNTED})
      UNION ALL
      (SELECT status, method, created_at FROM uploads WHERE status = 'UPLOADING' ORDER BY next_check_at LIMIT ${MOST_COUNTED})
    ) AS open GROUP BY 1, 2`,
  gauges: [
    defineSharedGauge({
      name: 'airlock_uploads_open',
      help: `Uploads that wait for their bytes. uploading: some have arrived, so that a session of parts or tus is open. Counted up to ${MOST_COUNTED} of a status.`,
      labels,
    }),
    defineSharedGauge({
      name: 'airlock_uploads_open_oldest_seconds',
      help: 'Age of the oldest upload that waits for its bytes. Above the longest validity of a URL, they are not expired in time.',
      labels,
    }),
  ],
};
