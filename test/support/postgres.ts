import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { ensureRoles } from '../../src/platform/prisma/roles.js';
import { databaseUrl, SERVER_VARIABLE, TEMPLATE, TEST_SECRET } from './test-server.js';

export interface TestDatabase {
  /** As the owner, who is bound by nothing. */
  url: string;
  /** As `airlock_app` and `airlock_system`. */
  appUrl: string;
  systemUrl: string;
  drop(): Promise<void>;
}

/** A migrated database of the caller's own. Drop it in afterAll; connections left open are cut. */
export async function testDatabase(): Promise<TestDatabase> {
  return copyOf(TEMPLATE);
}

/** A database without a single table of ours. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return copyOf('template0');
}

async function copyOf(template: string): Promise<TestDatabase> {
  const server = process.env[SERVER_VARIABLE];
  if (!server) throw new Error('No test server: only the integration and e2e projects of jest start one.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const urls = await onServer(server, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    return ensureRoles(client, databaseUrl(server, name), TEST_SECRET);
  });
  const drop = () =>
    onServer(server, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`)));
  return { url: databaseUrl(server, name), ...urls, drop };
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 60_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
