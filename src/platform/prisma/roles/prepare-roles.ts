import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { closeDatabase } from './close-database.js';
import { removeUnusedLogins } from './earlier-logins.js';
import { endGroupLogins, groupSessions } from './groups.js';
import { ensureLogins } from './logins.js';
import type { RoleUrls } from './roles.js';

const logger = new Logger('Database');

/**
 * The logins of this process, after migrations. Those of earlier credentials and of earlier versions are ended once no
 * process uses them: until then both work. The caller holds the migration lock.
 */
export async function prepareRoles(client: pg.Client, ownerUrl: string, secret: string): Promise<RoleUrls> {
  const { urls, pair, others, isNew } = await ensureLogins(client, ownerUrl, secret);
  if (isNew && others.length)
    logger.log(
      `The credentials of DATABASE_URL are new to this database: the logins ${pair.app} and ${pair.system} were made for them.`,
    );
  const used = await removeUnusedLogins(client, others);
  if (used.length)
    logger.log(
      `Processes with earlier credentials of DATABASE_URL are connected (${used.map(({ app }) => app).join(', ')}). ` +
        'They keep working; their logins are removed at the first start after they ended.',
    );
  const sessions = await groupSessions(client);
  if (!sessions.anywhere) await endGroupLogins(client);
  // Processes of an earlier version connect by the right that all roles have.
  const forOwner = sessions.here ? undefined : await closeDatabase(client, [pair, ...used]);
  if (forOwner)
    logger.warn(`Every role of this PostgreSQL server may connect to this database. As its owner run: ${forOwner}`);
  return urls;
}
