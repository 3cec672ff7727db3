import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { connectionUrl, passwordOf } from './connection-url.js';
import { connect } from './owner-connection.js';

/** Login roles of the running service. Neither owns a table, so row-level security applies to `app`. */
export const ROLES = { app: 'airlock_app', system: 'airlock_system' } as const;
type RoleName = (typeof ROLES)[keyof typeof ROLES];

const ATTRIBUTES = 'LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT';
const ATTEMPTS = 10;

/** Another process created or changed the same role at this moment: roles belong to the cluster, not to a database. */
const RACE = new Set(['42710', '23505', 'XX000', '40001', '40P01']);

/** Attributes that a role must not have, with the keyword that removes each. */
const excess = {
  rolsuper: 'NOSUPERUSER',
  rolbypassrls: 'NOBYPASSRLS',
  rolcreatedb: 'NOCREATEDB',
  rolcreaterole: 'NOCREATEROLE',
  rolinherit: 'NOINHERIT',
} as const;
type RoleRow = Record<keyof typeof excess | 'rolcanlogin', boolean>;

/** Connection strings of the two roles. They contain passwords: never log them. */
export interface RoleUrls {
  appUrl: string;
  systemUrl: string;
}

/**
 * Ensures that both roles exist, have no excess attributes and log in with the derived password. An existing role is
 * changed only where it differs.
 */
export async function ensureRoles(client: pg.Client, ownerUrl: string, secret: string): Promise<RoleUrls> {
  const urls = roleUrls(ownerUrl, secret);
  await ensureRole(client, ROLES.app, urls.appUrl);
  await ensureRole(client, ROLES.system, urls.systemUrl);
  return urls;
}

/** Passwords are derived from the owner's, so that all installations on one cluster, which share the roles, use the same. */
export function roleUrls(ownerUrl: string, secret: string): RoleUrls {
  const key = passwordOf(ownerUrl) || secret;
  const urlOf = (role: RoleName) =>
    connectionUrl(ownerUrl, role, createHmac('sha256', key).update(`airlock role ${role}`).digest('base64url'));
  return { appUrl: urlOf(ROLES.app), systemUrl: urlOf(ROLES.system) };
}

async function ensureRole(client: pg.Client, role: RoleName, url: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const statement = await neededStatement(client, role, url);
    if (!statement) return;
    try {
      await client.query(statement);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === '42501') throw await mayNot(client, role, error);
      if (!RACE.has(code ?? '')) throw error;
    }
  }
  throw new Error(
    `The role ${role} cannot log in with the password it was just given. Let it authenticate by password ` +
      '(pg_hba.conf, the pooler), and use the same DATABASE_URL password for all installations on one cluster.',
  );
}

/** The next statement that corrects the role; undefined when it is correct. */
async function neededStatement(client: pg.Client, role: RoleName, url: string) {
  const columns = [...Object.keys(excess), 'rolcanlogin'].join(', ');
  const text = `SELECT ${columns} FROM pg_catalog.pg_roles WHERE rolname = $1`;
  const { rows } = await client.query<RoleRow>(text, [role]);
  const row = rows[0];
  const password = `PASSWORD ${client.escapeLiteral(passwordOf(url))}`;
  if (!row) return `CREATE ROLE ${role} ${ATTRIBUTES} ${password}`;
  const changes: string[] = Object.entries(excess)
    .filter(([column]) => row[column as keyof RoleRow])
    .map(([, keyword]) => keyword);
  if (!row.rolcanlogin) changes.push('LOGIN');
  if (!changes.length && !(await logsIn(role, url))) changes.push(password);
  return changes.length ? `ALTER ROLE ${role} ${changes.join(' ')}` : undefined;
}

/** Tries to log in: the server does not reveal the password of a role. */
async function logsIn(role: RoleName, url: string): Promise<boolean> {
  try {
    const client = await connect(url);
    await client.end();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') return false;
    throw new Error(
      `The role ${role} cannot connect: ${(error as Error).message}. Allow it where the owner is allowed (pg_hba.conf, GRANT CONNECT, the pooler).`,
      { cause: error },
    );
  }
}

async function mayNot(client: pg.Client, role: RoleName, cause: unknown): Promise<Error> {
  const { rows } = await client.query<{ name: string; exists: boolean }>(
    'SELECT quote_ident(current_user) AS name, EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $1) AS exists',
    [role],
  );
  const owner = rows[0]?.name ?? 'the owner';
  const existing = ` ALTER ROLE ${role} ${ATTRIBUTES}; GRANT ${role} TO ${owner} WITH ADMIN OPTION;`;
  return new Error(
    `The user of DATABASE_URL may not manage the role ${role} (${(cause as Error).message}). ` +
      `As an administrator run: ALTER ROLE ${owner} CREATEROLE;${rows[0]?.exists ? existing : ''}`,
    { cause },
  );
}
