import type pg from 'pg';
import type { LoginPair } from './login-names.js';

/**
 * Keeps logins of other installations out: they are members of the same groups, so the right to connect is what separates
 * databases, and PostgreSQL gives it to all roles. Returns the statements for the database's owner when the user of
 * DATABASE_URL is another.
 */
export async function closeDatabase(client: pg.Client, pairs: LoginPair[]): Promise<string | undefined> {
  const { rows } = await client.query<{ isOpen: boolean; mayClose: boolean; database: string; owner: string }>(
    `SELECT has_database_privilege('public', d.oid, 'CONNECT') AS "isOpen", quote_ident(datname) AS database,
       pg_has_role(current_user, datdba, 'USAGE') AS "mayClose", quote_ident(current_user) AS owner
     FROM pg_catalog.pg_database d WHERE datname = current_database()`,
  );
  const { isOpen, mayClose, database, owner } = rows[0]!;
  if (!isOpen) return undefined;
  const own = [owner, ...pairs.flatMap(({ app, system }) => [app, system])].join(', ');
  const statements = `GRANT CONNECT ON DATABASE ${database} TO ${own}; REVOKE CONNECT ON DATABASE ${database} FROM PUBLIC;`;
  if (!mayClose) return statements;
  await client.query(statements);
  return undefined;
}
