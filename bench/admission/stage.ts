import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/platform/embedded/postgres/start-embedded-postgres.js';
import { Child } from '../processes/child.js';
import { type BenchTenant, makeTenants } from '../stage/tenants.js';
import { UploadClient } from './client.js';
import { Floor } from './floor.js';
import { Watch } from './watch.js';

/** Everything that runs while admission is measured. */
export interface AdmissionStage {
  /** The server: role `all`, the store in its process. */
  airlock: Child;
  tenant: BenchTenant;
  client: UploadClient;
  floor: Floor;
  /** The cheapest process that receives, keeps and hashes files. */
  bound: Child;
  watch: Watch;
  postgresPid: number;
  /** Where the probe inside the server writes its counts. */
  probeDir: string;
}

type Cleanup = () => Promise<unknown> | void;

/** Starts everything, lets `work` measure, and leaves nothing behind. */
export async function onAdmissionStage(
  settings: Record<string, string>,
  work: (stage: AdmissionStage) => Promise<void>,
): Promise<void> {
  const cleanups: Cleanup[] = [];
  try {
    await work(await build(settings, (cleanup) => void cleanups.push(cleanup)));
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

async function build(settings: Record<string, string>, later: (cleanup: Cleanup) => void): Promise<AdmissionStage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airlock-bench-'));
  later(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({ dataDir });
  later(() => postgres.stop());
  const probeDir = join(dataDir, 'probe');
  await mkdir(probeDir);
  const rootKey = `sk_${randomBytes(24).toString('base64url')}`;
  const airlock = await startServer({
    ...{ DATA_DIR: dataDir, DATABASE_URL: postgres.url, BOOTSTRAP_API_KEY: rootKey, ...probeSettings(probeDir) },
    ...settings,
  });
  later(() => airlock.stop());
  const floor = await Floor.start(postgres.url, dataDir);
  later(() => floor.stop());
  const bound = await Child.start({
    ...{ file: 'dist/bench/admission/bound.program.js', core: undefined, env: { FLOOR_DIR: dataDir } },
    ready: /^bound ready (\S+)$/,
  });
  later(() => bound.stop());
  const watch = await Watch.open(postgres.url);
  later(() => watch.close());
  const [tenant] = await makeTenants(airlock.said, rootKey, 1);
  const client = new UploadClient(airlock.said, tenant!.key);
  later(() => client.close());
  const pidFile = await readFile(join(postgres.home, 'data', 'postmaster.pid'), 'utf8');
  const postgresPid = Number(pidFile.split('\n')[0]);
  return { airlock, tenant: tenant!, client, floor, bound, watch, postgresPid, probeDir };
}

function startServer(settings: Record<string, string>): Promise<Child> {
  const env = {
    AIRLOCK_ROLE: 'all',
    AIRLOCK_SECRET: randomBytes(32).toString('hex'),
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
    PORT: '0',
    RATE_LIMIT_PER_MINUTE: '1000000000',
    ...settings,
  };
  return Child.start({ file: 'dist/server/main.js', core: undefined, env, ready: /^Airlock ready on (\S+)$/ });
}

function probeSettings(probeDir: string): Record<string, string> {
  const preload = `--import ${new URL('./probe.js', import.meta.url).href}`;
  return {
    NODE_OPTIONS: [process.env.BENCH_NODE_OPTIONS, preload].filter(Boolean).join(' '),
    BENCH_PROBE_DIR: probeDir,
  };
}
