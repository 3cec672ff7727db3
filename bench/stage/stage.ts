import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/platform/embedded/postgres/start-embedded-postgres.js';
import { startEmbeddedStore } from '../../src/platform/embedded/store/start-embedded-store.js';
import { type Framework, frameworks } from '../bound/frameworks.js';
import { makeFloorDatabase } from '../floor/schema.js';
import { Load } from '../load/load.js';
import type { Options } from '../options.js';
import { Child } from '../processes/child.js';
import { cores } from '../processes/pinning.js';
import { ProductTable } from './product-table.js';
import { type BenchTenant, makeTenants } from './tenants.js';

/** Everything that runs while we measure. Both servers use the one PostgreSQL; the store is away from all of them. */
export interface Stage {
  airlock: Child;
  floor: Child;
  load: Load;
  postgresPid: number;
  /** As the owner of all tables. */
  postgresUrl: string;
  table: ProductTable;
  tenants: BenchTenant[];
  /** Where they are measured. */
  bounds: Map<Framework, Child>;
}

type Cleanup = () => Promise<unknown>;

/** Starts everything, lets `work` measure, and leaves nothing behind. */
export async function onStage(options: Options, pinned: boolean, work: (stage: Stage) => Promise<void>): Promise<void> {
  const cleanups: Cleanup[] = [];
  try {
    await work(await build(options, pinned, cleanups));
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

async function build(options: Options, pinned: boolean, cleanups: Cleanup[]): Promise<Stage> {
  const later = <T>(part: T, cleanup: (part: T) => Promise<unknown>): T => {
    cleanups.push(() => cleanup(part));
    return part;
  };
  const coreOf = (name: keyof typeof cores) => (pinned ? cores[name] : undefined);
  const dataDir = later(await mkdtemp(join(tmpdir(), 'airlock-bench-')), (dir) =>
    rm(dir, { recursive: true, force: true }),
  );
  const postgres = later(await startEmbeddedPostgres({ dataDir }), (part) => part.stop());
  const rootKey = `sk_${randomBytes(24).toString('base64url')}`;
  const settings = { ...(await storeSettings(dataDir, cleanups)), DATA_DIR: dataDir, BOOTSTRAP_API_KEY: rootKey };
  const airlock = later(await startAirlock(postgres.url, settings, coreOf('server')), (part) => part.stop());
  const floorUrl = await makeFloorDatabase(postgres.url, options.tenants, options.rows);
  const floor = later(await startFloor(floorUrl, options.tenants, coreOf('server')), (part) => part.stop());
  const load = later(await Load.start(coreOf('load')), (part) => part.stop());
  const table = new ProductTable(postgres.url);
  await table.open();
  later(table, (part) => part.close());
  const tenants = await makeTenants(airlock.said, rootKey, options.tenants);
  await table.fill(options.rows, tenants);
  const bounds = new Map<Framework, Child>();
  for (const framework of options.bound ? frameworks : [])
    bounds.set(
      framework,
      later(await startBound(framework, postgres.url, tenants, coreOf('server')), (part) => part.stop()),
    );
  const pidFile = await readFile(join(postgres.home, 'data', 'postmaster.pid'), 'utf8');
  return {
    airlock,
    floor,
    load,
    postgresPid: Number(pidFile.split('\n')[0]),
    postgresUrl: postgres.url,
    table,
    tenants,
    bounds,
  };
}

/** The store's process is this one: creating an upload signs for it and never calls it. */
async function storeSettings(dataDir: string, cleanups: Cleanup[]): Promise<Record<string, string>> {
  const store = await startEmbeddedStore(dataDir);
  cleanups.push(() => store.stop());
  return {
    S3_ENDPOINT: store.endpoint,
    AWS_ACCESS_KEY_ID: store.accessKeyId,
    AWS_SECRET_ACCESS_KEY: store.secretAccessKey,
    AWS_STORAGE_BUCKET_NAME: store.bucket,
  };
}

function startAirlock(url: string, settings: Record<string, string>, core: number | undefined): Promise<Child> {
  const env = {
    AIRLOCK_ROLE: 'api',
    AIRLOCK_SECRET: randomBytes(32).toString('hex'),
    DATABASE_URL: url,
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
    PORT: '0',
    // Counted as by default, and never reached.
    RATE_LIMIT_PER_MINUTE: '1000000000',
    ...settings,
  };
  return Child.start({ file: 'dist/server/main.js', core, env, ready: /^Airlock ready on (\S+)$/ });
}

function startFloor(url: string, tenants: number, core: number | undefined): Promise<Child> {
  const env = { FLOOR_DATABASE_URL: url, FLOOR_TENANTS: String(tenants), NODE_ENV: 'production' };
  return Child.start({ file: 'dist/bench/floor/server.js', core, env, ready: /^floor ready on (\S+)$/ });
}

function startBound(
  framework: Framework,
  url: string,
  tenants: BenchTenant[],
  core: number | undefined,
): Promise<Child> {
  const env = {
    BOUND_FRAMEWORK: framework,
    BOUND_DATABASE_URL: url,
    BOUND_TENANTS: JSON.stringify(tenants),
    NODE_ENV: 'production',
  };
  return Child.start({ file: 'dist/bench/bound/server.js', core, env, ready: /^bound ready on (\S+)$/ });
}
