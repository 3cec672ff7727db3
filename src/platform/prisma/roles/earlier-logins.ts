import type pg from 'pg';
import { knownPairs, type LoginPair } from './login-names.js';

/** A role that something outside of this database still refers to. */
const DEPENDENT_OBJECTS = '2BP01';

/** Removes the pairs that no process is connected with. Returns those that are still in use. */
export async function removeUnusedLogins(client: pg.Client, pairs: LoginPair[]): Promise<LoginPair[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT DISTINCT usename::text AS name FROM pg_catalog.pg_stat_activity WHERE usename = ANY ($1)',
    [pairs.flatMap(({ app, system }) => [app, system])],
  );
  const connected = new Set(rows.map(({ name }) => name));
  const isUsed = ({ app, system }: LoginPair) => connected.has(app) || connected.has(system);
  for (const pair of pairs) if (!isUsed(pair)) await remove(client, pair);
  return pairs.filter(isUsed);
}

/** Removes every login of this database, as for a copy that is to hold no credentials. */
export async function removeLogins(client: pg.Client): Promise<void> {
  const { pairs } = await knownPairs(client);
  for (const pair of pairs) await remove(client, pair);
}

async function remove(client: pg.Client, { app, system }: LoginPair): Promise<void> {
  for (const login of [app, system]) {
    const { rows } = await client.query<{ database: string }>(
      'SELECT quote_ident(current_database()) AS database FROM pg_catalog.pg_roles WHERE rolname = $1',
      [login],
    );
    if (!rows[0]) continue;
    await client.query(`REVOKE ALL ON DATABASE ${rows[0].database} FROM ${login}`);
    await client.query(`DROP ROLE ${login}`).catch((error: { code?: string }) => {
      if (error.code !== DEPENDENT_OBJECTS) throw error;
    });
  }
}
