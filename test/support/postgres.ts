import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { roleUrls, type RoleUrls } from '../../src/platform/prisma/roles.js';
import { databaseUrl, SERVER_VARIABLE, TEMPLATE, TEST_SECRET } from './test-server.js';

export interface TestDatabase extends RoleUrls {
  /** As the owner, to whom row-level security does not apply. */
  url: string;
  /** Runs one statement as the owner, or as the user of the URL. */
  query<Row extends pg.QueryResultRow>(sql: string, url?: string): Promise<Row[]>;
  /** Connections left open are cut. */
  drop(): Promise<void>;
}

/** A migrated database of the caller's own, copied in a tenth of a second. Drop it in afterAll. */
export async function testDatabase(): Promise<TestDatabase> {
  return copyDatabase(sharedServer(), TEMPLATE);
}

/** A database without a single table. */
export async function emptyDatabase(server = sharedServer()): Promise<TestDatabase> {
  return copyDatabase(server, 'template0');
}

function sharedServer(): string {
  const server = process.env[SERVER_VARIABLE];
  if (!server) throw new Error('No test server: only the integration and e2e projects of jest start one.');
  return server;
}

async function copyDatabase(server: string, template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await queryOnce(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return databaseNamed(databaseUrl(server, name));
}

/** The database of this owner's connection string. */
export function databaseNamed(url: string): TestDatabase {
  const name = new URL(url).pathname.slice(1);
  const drop = `DROP DATABASE ${name} WITH (FORCE)`;
  return {
    url,
    ...roleUrls(url, TEST_SECRET),
    query: (sql, as = url) => queryOnce(as, sql),
    drop: async () => void (await queryOnce(databaseUrl(url, 'postgres'), drop)),
  };
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
