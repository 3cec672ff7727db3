import { applyMigrations } from './migrations/apply-migrations.js';
import { withMigrationLock } from './migrations/migration-lock.js';
import { withOwner } from './owner-connection.js';
import { ensureRoles, type RoleUrls } from './roles.js';

/**
 * Prepares a database: roles first, because migrations grant to them, then migrations. Any number of processes may start
 * at once; one does the work while the others wait.
 */
export async function prepareDatabase(options: {
  ownerUrl: string;
  secret: string;
  migrationsDirectory: string;
}): Promise<RoleUrls> {
  return withOwner(options.ownerUrl, (client) =>
    withMigrationLock(client, async () => {
      const urls = await ensureRoles(client, options.ownerUrl, options.secret);
      await applyMigrations(client, options.migrationsDirectory);
      return urls;
    }),
  );
}
