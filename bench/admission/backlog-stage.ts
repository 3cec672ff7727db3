import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/embedded/postgres/start-embedded-postgres.js';
import { RedisServer } from '../../test/support/resilience/redis-server.js';
import { Child } from '../processes/child.js';
import { type BenchTenant, makeTenants } from '../stage/tenants.js';

/** An api, its store, Redis and PostgreSQL in processes of their own, and workers that come and go. */
export interface BacklogStage {
  apiUrl: string;
  tenants: BenchTenant[];
  database: pg.Client;
  startWorker(): Promise<Child>;
}

export async function onBacklogStage(tenantCount: number, work: (stage: BacklogStage) => Promise<void>): Promise<void> {
  const cleanups: (() => Promise<unknown>)[] = [];
  try {
    await work(await build(tenantCount, (cleanup) => void cleanups.push(cleanup)));
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

async function build(tenantCount: number, later: (cleanup: () => Promise<unknown>) => void): Promise<BacklogStage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airlock-bench-'));
  later(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({ dataDir });
  later(() => postgres.stop());
  const redis = await RedisServer.start();
  later(() => redis.dispose());
  const start = async (options: Omit<Parameters<typeof Child.start>[0], 'core'>) => {
    const child = await Child.start({ ...options, core: undefined });
    later(() => child.stop());
    return child;
  };
  const ready = /^store ready (.*)$/;
  const store = await start({ file: 'dist/bench/forms/store.js', env: { BENCH_STORE_DIR: dataDir }, ready });
  const rootKey = `sk_${randomBytes(24).toString('base64url')}`;
  const env = {
    ...(JSON.parse(store.said) as Record<string, string>),
    ...{ AIRLOCK_SECRET: randomBytes(32).toString('hex'), BOOTSTRAP_API_KEY: rootKey, DATABASE_URL: postgres.url },
    ...{ DATA_DIR: dataDir, HOST: '127.0.0.1', NODE_ENV: 'production', PORT: '0', WORKER_PORT: '0' },
    ...{ REDIS_URL: redis.url, RATE_LIMIT_PER_MINUTE: '1000000000' },
  };
  const role = (AIRLOCK_ROLE: string, announced: RegExp) =>
    start({ file: 'dist/server/main.js', env: { ...env, AIRLOCK_ROLE, SCANNER: 'builtin' }, ready: announced });
  const api = await role('api', /^Airlock ready on (\S+)$/);
  const database = new pg.Client({ connectionString: postgres.url });
  await database.connect();
  later(() => database.end());
  const tenants = await makeTenants(api.said, rootKey, tenantCount);
  return { apiUrl: api.said, tenants, database, startWorker: () => role('worker', /^Airlock worker ready on (\S+)$/) };
}
