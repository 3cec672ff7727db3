import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { connectionUrl, passwordOf } from './connection-url.js';
import { connect } from './owner-connection.js';

/** Login roles of the running service: neither owns a table, so row-level security binds the first of them. */
export const ROLES = { app: 'airlock_app', system: 'airlock_system' } as const;
type RoleName = (typeof ROLES)[keyof typeof ROLES];

const ATTRIBUTES = 'LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT';
const ATTEMPTS = 10;

/** Somebody else created or changed the same role at this moment: roles belong to the cluster, not to a database. */
const RACE = new Set(['42710', '23505', 'XX000', '40001', '40P01']);

/** What a role may do beyond what it should, with the words that take it away. */
const excess = {
  rolsuper: 'NOSUPERUSER',
  rolbypassrls: 'NOBYPASSRLS',
  rolcreatedb: 'NOCREATEDB',
  rolcreaterole: 'NOCREATEROLE',
  rolinherit: 'NOINHERIT',
} as const;
type RoleRow = Record<keyof typeof excess | 'rolcanlogin', boolean>;

/** Connection strings of the two roles. They hold passwords: never log them. */
export interface RoleUrls {
  appUrl: string;
  systemUrl: string;
}

/**
 * Ensures both roles exist, hold no power of their own and log in with the derived password. Never weakens a role;
 * changes an existing one only where it differs.
 */
export async function ensureRoles(client: pg.Client, ownerUrl: string, secret: string): Promise<RoleUrls> {
  const urls = roleUrls(ownerUrl, secret);
  await ensureRole(client, ROLES.app, urls.appUrl);
  await ensureRole(client, ROLES.system, urls.systemUrl);
  return urls;
}

/** Passwords are keyed by the owner's, so that all installations on one cluster, which share the roles, agree. */
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
      '(pg_hba.conf, the pooler), and start only installations with the same DATABASE_URL password on one cluster.',
  );
}

/** The one statement that brings the role to what it must be, or nearer; undefined when it is there. */
async function neededStatement(client: pg.Client, role: RoleName, url: string) {
  const columns = [...Object.keys(excess), 'rolcanlogin'].join(', ');
  const text = `SELECT ${columns} FROM pg_catalog.pg_roles WHERE rolname = $1`;
  const { rows } = await client.query<RoleRow>(text, [role]);
  const row = rows[0];
  const password = `PASSWORD ${client.escapeLiteral(passwordOf(url))}`;
  if (!row) return `CREATE ROLE ${role} ${ATTRIBUTES} ${password}`;
  const changes: string[] = Object.entries(excess)
    .filter(([column]) => row[column as keyof RoleRow])
    .map(([, word]) => word);
  if (!row.rolcanlogin) changes.push('LOGIN');
  if (!changes.length && !(await logsIn(role, url))) changes.push(password);
  return changes.length ? `ALTER ROLE ${role} ${changes.join(' ')}` : undefined;
}

/** Tried for real: the server shows nobody which password a role has. */
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
