import type pg from 'pg';
import { passwordOf } from '../connection-url.js';
import { connect } from '../owner-connection.js';
import { changeRole } from './change-role.js';
import { knownPairs, loginPair, type LoginPair, pairUrls } from './login-names.js';
import { POWERLESS, readRole, removals } from './role-attributes.js';
import { type GroupName, ROLES, type RoleUrls } from './roles.js';

export interface PreparedLogins {
  urls: RoleUrls;
  pair: LoginPair;
  /** Made for other credentials of DATABASE_URL than the present ones. */
  others: LoginPair[];
  /** Whether the pair was made now. */
  isNew: boolean;
}

/**
 * The logins of this database for the present credentials of DATABASE_URL: a pair that takes the derived passwords, or a
 * new one. Passwords are never changed, so processes with earlier credentials keep theirs.
 */
export async function ensureLogins(client: pg.Client, ownerUrl: string, secret: string): Promise<PreparedLogins> {
  const { oid, pairs } = await knownPairs(client);
  for (const pair of pairs) {
    const urls = pairUrls(ownerUrl, secret, pair);
    await correctPair(client, pair);
    if ((await logsIn(pair.app, urls.appUrl)) && (await logsIn(pair.system, urls.systemUrl)))
      return { urls, pair, others: pairs.filter((other) => other !== pair), isNew: false };
  }
  const pair = loginPair(oid, (pairs[0]?.number ?? 0) + 1);
  const urls = pairUrls(ownerUrl, secret, pair);
  await make(client, pair.app, urls.appUrl);
  await make(client, pair.system, urls.systemUrl);
  await correctPair(client, pair);
  await mustLogIn(pair.app, urls.appUrl);
  await mustLogIn(pair.system, urls.systemUrl);
  return { urls, pair, others: pairs, isNew: true };
}

async function make(client: pg.Client, login: string, url: string): Promise<void> {
  const password = client.escapeLiteral(passwordOf(url));
  await changeRole(client, login, async () =>
    (await readRole(client, login))
      ? undefined
      : `CREATE ROLE ${login} LOGIN INHERIT ${POWERLESS} PASSWORD ${password}`,
  );
}

async function correctPair(client: pg.Client, { app, system }: LoginPair): Promise<void> {
  await changeRole(client, app, () => correction(client, app, ROLES.app));
  await changeRole(client, system, () => correction(client, system, ROLES.system));
}

/** The next statement that makes a login what it has to be: a member of its group and of nothing else. */
async function correction(client: pg.Client, login: string, group: GroupName): Promise<string | undefined> {
  const row = await readRole(client, login);
  if (!row) return undefined;
  const attributes = [...removals(row), ...(row.rolcanlogin ? [] : ['LOGIN']), ...(row.rolinherit ? [] : ['INHERIT'])];
  if (attributes.length) return `ALTER ROLE ${login} ${attributes.join(' ')}`;
  const { rows } = await client.query<{ isMember: boolean; connects: boolean; database: string; foreign: string[] }>(
    `SELECT pg_has_role(r.oid, $2, 'USAGE') AS "isMember", quote_ident(current_database()) AS database,
       has_database_privilege(r.oid, current_database(), 'CONNECT') AS connects,
       ARRAY(SELECT quote_ident(g.rolname) FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
             WHERE m.member = r.oid AND g.rolname <> $2) AS foreign
     FROM pg_catalog.pg_roles r WHERE rolname = $1`,
    [login, group],
  );
  const { isMember, connects, database, foreign } = rows[0]!;
  if (foreign.length) return `REVOKE ${foreign.join(', ')} FROM ${login}`;
  if (!isMember) return `GRANT ${group} TO ${login}`;
  return connects ? undefined : `GRANT CONNECT ON DATABASE ${database} TO ${login}`;
}

/** Tries to log in: the server does not reveal the password of a role. */
async function logsIn(login: string, url: string): Promise<boolean> {
  try {
    const client = await connect(url);
    await client.end();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') return false;
    throw new Error(
      `The role ${login} cannot connect: ${(error as Error).message}. Allow it where the owner is allowed (pg_hba.conf, GRANT CONNECT, the pooler).`,
      { cause: error },
    );
  }
}

async function mustLogIn(login: string, url: string): Promise<void> {
  if (await logsIn(login, url)) return;
  throw new Error(
    `The role ${login} cannot log in with the password it was just given. Let it authenticate by password (pg_hba.conf, the pooler).`,
  );
}
