import type pg from 'pg';
import { ROLES } from '../roles/roles.js';

/**
 * Whether the database has tables with row-level security, and no policy or no grant for the groups: it was restored on a
 * server that had no such roles, or without privileges. A database without a table has lost nothing.
 */
export async function hasLostGrants(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ lost: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_class WHERE relrowsecurity AND relnamespace = current_schema()::regnamespace AND relname <> 'secret_check')
       AND NOT (EXISTS (SELECT FROM pg_policy WHERE $1::regrole = ANY (polroles))
         AND EXISTS (SELECT FROM pg_class, aclexplode(relacl) WHERE grantee = $1::regrole AND relnamespace = current_schema()::regnamespace)) AS lost`,
    [ROLES.system],
  );
  return rows[0]!.lost;
}
