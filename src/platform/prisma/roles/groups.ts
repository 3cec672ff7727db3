import type pg from 'pg';
import { changeRole } from './change-role.js';
import { POWERLESS, readRole, removals } from './role-attributes.js';
import { type GroupName, ROLES } from './roles.js';

/**
 * Ensures that both groups exist, without attributes that would give them more than their grants. Versions before logins
 * per database logged in as the groups themselves: that login is left alone here, and ended by `endGroupLogins`.
 */
export async function ensureGroups(client: pg.Client): Promise<void> {
  for (const group of Object.values(ROLES)) await changeRole(client, group, () => correction(client, group));
}

async function correction(client: pg.Client, group: GroupName): Promise<string | undefined> {
  const row = await readRole(client, group);
  if (!row) return `CREATE ROLE ${group} NOLOGIN NOINHERIT ${POWERLESS}`;
  // A member would inherit what a group inherits.
  const changes = [...removals(row), ...(row.rolinherit ? ['NOINHERIT'] : [])];
  return changes.length ? `ALTER ROLE ${group} ${changes.join(' ')}` : undefined;
}

/** Whether a process of an earlier version is connected as a group, to this database or to any of the server. */
export async function groupSessions(client: pg.Client): Promise<{ here: boolean; anywhere: boolean }> {
  const { rows } = await client.query<{ here: boolean; anywhere: boolean }>(
    `SELECT count(*) > 0 AS anywhere, count(*) FILTER (WHERE datname = current_database()) > 0 AS here
     FROM pg_catalog.pg_stat_activity WHERE usename = ANY ($1)`,
    [Object.values(ROLES)],
  );
  return rows[0]!;
}

/** Ends the logins of earlier versions once no process uses them. One that starts later gives itself a login again. */
export async function endGroupLogins(client: pg.Client): Promise<void> {
  for (const group of Object.values(ROLES)) {
    const row = await readRole(client, group);
    // Another installation's owner may be the only one who may change it: then its start does.
    if (row?.rolcanlogin) await client.query(`ALTER ROLE ${group} NOLOGIN PASSWORD NULL`).catch(() => undefined);
  }
}
