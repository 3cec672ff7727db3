import { withOwner } from '../owner-connection.js';
import { applyMigrations } from './apply-migrations.js';
import { withMigrationLock } from './migration-lock.js';

/** Brings the database to the newest migration in `directory`. Returns the names of those applied now. */
export async function runMigrations(options: { url: string; directory: string }): Promise<string[]> {
  return withOwner(options.url, (client) =>
    withMigrationLock(client, () => applyMigrations(client, options.directory)),
  );
}
