import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { connectionUrl, passwordOf } from '../connection-url.js';
import { type GroupName, ROLES, type RoleUrls } from './roles.js';

/**
 * The logins of one database that belong together: one of each group. Their number counts the credentials of DATABASE_URL
 * that the database has seen. The database's OID in their names survives a new name of the database, and a copy has another.
 */
export interface LoginPair {
  number: number;
  app: string;
  system: string;
}

export function loginPair(oid: number, number: number): LoginPair {
  const nameOf = (group: GroupName) => `${group}_${oid}_${number}`;
  return { number, app: nameOf(ROLES.app), system: nameOf(ROLES.system) };
}

/** The pairs that this server has for the database of this connection, the newest first. */
export async function knownPairs(client: pg.Client): Promise<{ oid: number; pairs: LoginPair[] }> {
  const { rows } = await client.query<{ oid: number; names: string[] }>(
    `SELECT d.oid, ARRAY(
       SELECT rolname::text FROM pg_catalog.pg_roles
       WHERE rolname ~ format('^(%s|%s)_%s_[0-9]{1,9}$', $1::text, $2::text, d.oid)) AS names
     FROM pg_catalog.pg_database d WHERE datname = current_database()`,
    [ROLES.app, ROLES.system],
  );
  const { oid, names } = rows[0]!;
  const numbers = new Set(names.map((name) => Number(name.split('_').at(-1))));
  return { oid, pairs: [...numbers].sort((a, b) => b - a).map((number) => loginPair(oid, number)) };
}

/** Connection strings of a pair. Passwords are derived from the owner's, so processes with one DATABASE_URL share a pair. */
export function pairUrls(ownerUrl: string, secret: string, { app, system }: LoginPair): RoleUrls {
  const key = passwordOf(ownerUrl) || secret;
  const urlOf = (login: string) =>
    connectionUrl(ownerUrl, login, createHmac('sha256', key).update(`airlock role ${login}`).digest('base64url'));
  return { appUrl: urlOf(app), systemUrl: urlOf(system) };
}
