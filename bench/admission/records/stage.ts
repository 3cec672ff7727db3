import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../../src/platform/embedded/postgres/start-embedded-postgres.js';
import { Database } from '../../../src/platform/prisma/database.js';
import { prepareDatabase } from '../../../src/platform/prisma/prepare-database.js';
import { newId } from '../../../src/shared/ids.js';

/** One organization with a bucket, as far as a file's records need them. */
export interface Owner {
  organizationId: string;
  workspaceId: string;
  bucketId: string;
}

/** A migrated PostgreSQL without a server: its records are written by this process. */
export interface RecordsStage {
  owner: Owner;
  database: Database;
  /** As the owner of all tables, to whom row-level security does not apply. */
  plain: pg.Client;
  postgresPid: number;
}

/** Starts PostgreSQL, lets `work` measure, and leaves nothing behind. */
export async function onRecordsStage(work: (stage: RecordsStage) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airlock-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir });
  try {
    const options = { secret: randomBytes(32).toString('hex'), migrationsDirectory: 'prisma/migrations' };
    const urls = await prepareDatabase({ ownerUrl: postgres.url, ...options });
    const pidFile = await readFile(join(postgres.home, 'data', 'postmaster.pid'), 'utf8');
    await connected(postgres.url, new Database({ ...urls, poolSize: 10 }), Number(pidFile.split('\n')[0]), work);
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function connected(
  ownerUrl: string,
  database: Database,
  postgresPid: number,
  work: (stage: RecordsStage) => Promise<void>,
): Promise<void> {
  const plain = new pg.Client({ connectionString: ownerUrl });
  await plain.connect();
  try {
    await work({ owner: await makeOwner(plain), database, plain, postgresPid });
  } finally {
    await plain.end();
    await database.onApplicationShutdown();
  }
}

async function makeOwner(plain: pg.Client): Promise<Owner> {
  const owner = { organizationId: newId('org'), workspaceId: newId('ws'), bucketId: newId('bkt') };
  const { organizationId, workspaceId, bucketId } = owner;
  const room = [Number.MAX_SAFE_INTEGER, 1_000_000];
  await plain.query(
    `INSERT INTO organizations (id, name, tier, quota_bytes, pending_limit) VALUES ($1, 'Bench', 'enterprise', $2, $3)`,
    [organizationId, ...room],
  );
  await plain.query('INSERT INTO usage (organization_id) VALUES ($1)', [organizationId]);
  await plain.query(`INSERT INTO workspaces (id, organization_id, name) VALUES ($1, $2, 'Bench')`, [
    workspaceId,
    organizationId,
  ]);
  await plain.query(`INSERT INTO buckets (id, organization_id, workspace_id, name) VALUES ($1, $2, $3, 'assets')`, [
    bucketId,
    organizationId,
    workspaceId,
  ]);
  return owner;
}
