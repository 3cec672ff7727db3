import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { withOwner } from '../../src/platform/prisma/owner-connection.js';
import { prepareRoles } from '../../src/platform/prisma/roles/prepare-roles.js';
import { ROLES, type RoleUrls } from '../../src/platform/prisma/roles/roles.js';
import { databaseUrl, SERVER_VARIABLE, TEMPLATE, TEST_SECRET } from './test-server.js';

export interface DatabaseOfOwner {
  /** As the owner, to whom row-level security does not apply. */
  url: string;
  /** Runs one statement as the owner, or as the user of the URL. */
  query<Row extends pg.QueryResultRow>(sql: string, url?: string): Promise<Row[]>;
  /** Connections left open are cut. */
  drop(): Promise<void>;
}

export type TestDatabase = DatabaseOfOwner & RoleUrls;

/** A migrated database of the caller's own, copied in a tenth of a second. Drop it in afterAll. */
export async function testDatabase(): Promise<TestDatabase> {
  const database = await copyDatabase(sharedServer(), TEMPLATE);
  const urls = await withOwner(database.url, (client) => prepareRoles(client, database.url, TEST_SECRET));
  return { ...database, ...urls };
}

/** A copy of a database that has no connections. */
export async function copyOf(url: string): Promise<DatabaseOfOwner> {
  return copyDatabase(databaseUrl(url, 'postgres'), new URL(url).pathname.slice(1));
}

/** A database without a single table, and without logins. */
export async function emptyDatabase(server = sharedServer()): Promise<DatabaseOfOwner> {
  return copyDatabase(server, 'template0');
}

/** A migrated copy without logins, for a server that makes its own. */
export async function lentCopy(): Promise<DatabaseOfOwner> {
  return copyDatabase(sharedServer(), TEMPLATE);
}

function sharedServer(): string {
  const server = process.env[SERVER_VARIABLE];
  if (!server) throw new Error('No test server: only the integration and e2e projects of jest start one.');
  return server;
}

async function copyDatabase(server: string, template: string): Promise<DatabaseOfOwner> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  // As files: half the CPU of a copy that is logged.
  await queryOnce(server, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  return databaseNamed(databaseUrl(server, name));
}

/** The database of this owner's connection string. */
export function databaseNamed(url: string): DatabaseOfOwner {
  const name = new URL(url).pathname.slice(1);
  return {
    url,
    query: (sql, as = url) => queryOnce(as, sql),
    drop: () => dropWithLogins(databaseUrl(url, 'postgres'), name),
  };
}

/** Logins belong to the server and would stay. */
async function dropWithLogins(server: string, name: string): Promise<void> {
  const logins = await queryOnce<{ name: string }>(
    server,
    `SELECT rolname AS name FROM pg_roles JOIN pg_database d ON datname = '${name}'
     WHERE rolname ~ format('^(${ROLES.app}|${ROLES.system})_%s_', d.oid)`,
  );
  await queryOnce(server, `DROP DATABASE ${name} WITH (FORCE)`);
  if (logins.length) await queryOnce(server, `DROP ROLE ${logins.map((login) => login.name).join(', ')}`);
}

/** One statement on a connection of its own. */
export async function queryOnce<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 60_000 });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
