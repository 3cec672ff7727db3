import { Prisma } from '../../generated/prisma/client.js';
import type { Figure } from '../../platform/metrics/database-gauges.js';
import { defineSharedGauge } from '../../platform/metrics/metric-definitions.js';

/** What all organizations use and reserve together. Reads a narrow row of each organization. */
export const usageFigure: Figure<never> = {
  select: () => Prisma.sql`
    SELECT coalesce(sum(used_bytes), 0) AS used_bytes, coalesce(sum(reserved_bytes), 0) AS reserved_bytes,
      coalesce(sum(pending_count), 0) AS reservations FROM usage`,
  gauges: [
    defineSharedGauge({
      name: 'airlock_used_bytes',
      help: 'Bytes of readable files, as they count towards the quotas: shared contents count for each file.',
    }),
    defineSharedGauge({
      name: 'airlock_reserved_bytes',
      help: 'Bytes that are reserved in the quotas for uploads that are not admitted yet.',
    }),
    defineSharedGauge({
      name: 'airlock_reservations',
      help: 'Uploads that hold a reservation.',
    }),
  ],
};
