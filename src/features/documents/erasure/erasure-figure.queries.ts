import { Prisma } from '../../../generated/prisma/client.js';
import type { Figure } from '../../../platform/metrics/database-gauges.js';
import { defineSharedGauge } from '../../../platform/metrics/metric-definitions.js';

/** More than this are not counted. */
const MOST_COUNTED = 10_000;

/** Deleted documents whose text is not erased yet. */
export const erasureFigure: Figure<never> = {
  select: () => Prisma.sql`
    SELECT count(*) AS documents_to_erase
    FROM (SELECT FROM documents WHERE deleted_at IS NOT NULL LIMIT ${MOST_COUNTED}) AS hidden`,
  gauges: [
    defineSharedGauge({
      name: 'airlock_documents_to_erase',
      help: `Deleted documents whose text is not erased yet, counted up to ${MOST_COUNTED}.`,
    }),
  ],
};
