import { Prisma } from '../../../generated/prisma/client.js';
import type { Figure } from '../../../platform/metrics/database-gauges.js';
import { defineSharedGauge } from '../../../platform/metrics/metric-definitions.js';

/** More than this are not counted. */
const MOST_COUNTED = 10_000;

/** How many pictures wait for their variants or are under way, and since when the first is due. */
export const imageQueueFigure: Figure<never> = {
  select: () => Prisma.sql`
    SELECT (SELECT count(*) FROM (SELECT FROM images WHERE next_attempt_at IS NOT NULL LIMIT ${MOST_COUNTED}) AS q) AS images_queued,
      (SELECT greatest(coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0), 0) FROM images WHERE next_attempt_at IS NOT NULL) AS images_oldest_seconds`,
  gauges: [
    defineSharedGauge({
      name: 'airlock_images_queued',
      help: `Pictures that wait for their variants or are under way, counted up to ${MOST_COUNTED}.`,
    }),
    defineSharedGauge({
      name: 'airlock_images_oldest_seconds',
      help: 'For how long the picture that waits longest has been due. 0 when none is.',
    }),
  ],
};
