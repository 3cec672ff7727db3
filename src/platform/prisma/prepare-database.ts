import type pg from 'pg';
import { restoreGrants } from './grants/restore-grants.js';
import { applyMigrations } from './migrations/apply-migrations.js';
import { withMigrationLock } from './migrations/migration-lock.js';
import { withOwner } from './owner-connection.js';
import { ensureGroups } from './roles/groups.js';
import { prepareRoles } from './roles/prepare-roles.js';
import type { RoleUrls } from './roles/roles.js';

export interface DatabaseToPrepare {
  ownerUrl: string;
  /** The key of the logins' passwords when DATABASE_URL has none. */
  secret: string;
  migrationsDirectory: string;
  /** Runs after the migrations, before any login is made: what throws here stops the start. */
  verify?: (client: pg.Client) => Promise<void>;
}

/**
 * Prepares a database: groups first, because migrations grant to them, then migrations, then logins. Any number of
 * processes may start at once; one does the work while the others wait.
 */
export async function prepareDatabase({
  ownerUrl,
  secret,
  migrationsDirectory,
  verify = async () => undefined,
}: DatabaseToPrepare): Promise<RoleUrls> {
  return withOwner(ownerUrl, (client) =>
    withMigrationLock(client, async () => {
      await ensureGroups(client);
      await restoreGrants(client, migrationsDirectory);
      await applyMigrations(client, migrationsDirectory);
      await verify(client);
      return prepareRoles(client, ownerUrl, secret);
    }),
  );
}
