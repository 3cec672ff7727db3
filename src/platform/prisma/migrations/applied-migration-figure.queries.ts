import { Prisma } from '../../../generated/prisma/client.js';
import type { Figure } from '../../metrics/database-gauges.js';
import { defineSharedGauge } from '../../metrics/metric-definitions.js';

/** How far the schema of the database is: a row per migration, of which there are few. */
export const appliedMigrationFigure: Figure<never> = {
  select: () => Prisma.sql`
    SELECT max(left(migration_name, 14)::bigint) AS database_migration FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  gauges: [
    defineSharedGauge({
      name: 'airlock_database_migration',
      help: 'The newest migration that the database has, by its number: 20261126004300.',
    }),
  ],
};
