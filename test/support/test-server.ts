import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/platform/embedded/postgres/start-embedded-postgres.js';
import { prepareQueue } from '../../src/platform/jobs/prepare-queue.js';
import { prepareDatabase } from '../../src/platform/prisma/prepare-database.js';

/** The variable in which a jest run passes the server's URL to its workers. */
export const SERVER_VARIABLE = 'AIRLOCK_TEST_SERVER_URL';
export const TEMPLATE = 'airlock_template';
export const TEST_SECRET = 'a secret of tests, long enough for all';
export const MIGRATIONS = join(process.cwd(), 'prisma', 'migrations');

let running: { server: EmbeddedPostgres; dataDir: string } | undefined;

/** One embedded PostgreSQL per jest run, with one migrated database from which every test's own is copied. */
export async function startTestServer(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airlock-test-'));
  // For the account that runs PostgreSQL when the tests run as root.
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  running = { server, dataDir };
  const client = new pg.Client(server.url);
  await client.connect();
  // Which pages a statement reads, and by which plan, must not depend on when a background process came by.
  await client.query('ALTER SYSTEM SET autovacuum = off');
  await client.query('SELECT pg_reload_conf()');
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  await prepareDatabase({
    ownerUrl: databaseUrl(server.url, TEMPLATE),
    secret: TEST_SECRET,
    migrationsDirectory: MIGRATIONS,
  });
  await prepareQueue(databaseUrl(server.url, TEMPLATE));
  process.env[SERVER_VARIABLE] = server.url;
}

export async function stopTestServer(): Promise<void> {
  await running?.server.stop();
  if (running) await rm(running.dataDir, { recursive: true, force: true });
}

export function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
