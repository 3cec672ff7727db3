import { Prisma } from '../../../generated/prisma/client.js';
import type { Figure } from '../../../platform/metrics/database-gauges.js';
import { defineSharedGauge } from '../../../platform/metrics/metric-definitions.js';

/** More than this are not counted. */
const MOST_COUNTED = 10_000;

/** How many documents wait for their ingestion or are under way, and since when the first is due. */
export const ingestionQueueFigure: Figure<never> = {
  select: () => Prisma.sql`
    SELECT (SELECT count(*) FROM (SELECT FROM documents WHERE next_attempt_at IS NOT NULL LIMIT ${MOST_COUNTED}) AS q) AS ingestion_queued,
      (SELECT greatest(coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0), 0) FROM documents WHERE next_attempt_at IS NOT NULL) AS ingestion_oldest_seconds`,
  gauges: [
    defineSharedGauge({
      name: 'airlock_ingestion_queued',
      help: `Documents that wait for their ingestion or are under way, counted up to ${MOST_COUNTED}.`,
    }),
    defineSharedGauge({
      name: 'airlock_ingestion_oldest_seconds',
      help: 'For how long the document that waits longest has been due. 0 when none is.',
    }),
  ],
};
