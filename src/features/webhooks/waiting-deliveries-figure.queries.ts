import { Prisma } from '../../generated/prisma/client.js';
import type { Figure } from '../../platform/metrics/database-gauges.js';
import { defineSharedGauge } from '../../platform/metrics/metric-definitions.js';

/** More waiting deliveries than this are not counted. */
const MOST_COUNTED = 10_000;

/** Deliveries that are under way or wait for another try. */
export const waitingDeliveriesFigure: Figure<never> = {
  select: () => Prisma.sql`
    SELECT count(*) AS webhook_deliveries_waiting
    FROM (SELECT FROM webhook_deliveries WHERE status = 'pending' LIMIT ${MOST_COUNTED}) AS first`,
  gauges: [
    defineSharedGauge({
      name: 'airlock_webhook_deliveries_waiting',
      help: `Deliveries of webhooks that are not completed, counted up to ${MOST_COUNTED}.`,
    }),
  ],
};
