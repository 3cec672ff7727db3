import { Prisma } from '../../generated/prisma/client.js';
import { defineSharedGauge } from '../../platform/metrics/metric-definitions.js';
import type { EventSource } from './event-source.js';

/** More parked events than this are not counted. */
const MOST_COUNTED = 10_000;

export const relayGauges = [
  defineSharedGauge({
    name: 'airlock_relay_lag_seconds',
    help: 'Age of the oldest event that is not published, over all sources. 0 when all are.',
  }),
  defineSharedGauge({
    name: 'airlock_relay_parked_events',
    help: `Events that a subscriber failed to take and that are tried again, counted up to ${MOST_COUNTED}.`,
  }),
];

/** How far the relay is behind, by the oldest unpublished event of every source. */
export function relayFigure(sources: readonly EventSource[]): Prisma.Sql {
  const oldest = sources.map(({ oldestUnpublished }) => oldestUnpublished);
  return Prisma.sql`
    SELECT greatest(coalesce(extract(epoch FROM now() - least(${Prisma.join(oldest)})), 0), 0) AS relay_lag_seconds,
      (SELECT count(*) FROM (SELECT FROM parked_events LIMIT ${MOST_COUNTED}) AS p) AS relay_parked_events`;
}
