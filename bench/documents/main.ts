import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/platform/embedded/postgres/start-embedded-postgres.js';
import { ApiProbe } from '../load/api-probe.js';
import { treeSeconds } from '../processes/cpu.js';
import { Child } from '../processes/child.js';
import { printTable } from '../report.js';
import { makeTenants } from '../stage/tenants.js';
import { DocumentRun } from './document-run.js';

/**
 * What small documents cost from their file to their chunks, and what other callers of the API notice of them. The documents
 * are made while no worker runs, and then one worker takes them.
 */
const count = Number(process.argv[2] ?? 10_000);
const IDLE_SECONDS = 20;

const dataDir = await mkdtemp(join(tmpdir(), 'airlock-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir });
const children: Child[] = [];
const start = async (options: Parameters<typeof Child.start>[0]) => {
  const child = await Child.start(options);
  children.push(child);
  return child;
};

try {
  const storeEnv = { BENCH_STORE_DIR: dataDir };
  const file = 'dist/bench/forms/store.js';
  const store = await start({ file, core: undefined, env: storeEnv, ready: /^store ready (.*)$/ });
  const rootKey = `sk_${randomBytes(24).toString('base64url')}`;
  const env = {
    ...(JSON.parse(store.said) as Record<string, string>),
    ...{ AIRLOCK_SECRET: randomBytes(32).toString('hex'), BOOTSTRAP_API_KEY: rootKey, DATABASE_URL: postgres.url },
    ...{ DATA_DIR: dataDir, HOST: '127.0.0.1', NODE_ENV: 'production', PORT: '0', WORKER_PORT: '0' },
    RATE_LIMIT_PER_MINUTE: '1000000000',
  };
  const role = (AIRLOCK_ROLE: string, ready: RegExp) =>
    start({ file: 'dist/server/main.js', core: undefined, env: { ...env, AIRLOCK_ROLE, SCANNER: 'builtin' }, ready });
  const api = await role('api', /^Airlock ready on (\S+)$/);
  const [tenant] = await makeTenants(api.said, rootKey, 1);
  const run = new DocumentRun(api.said, tenant!, postgres.url);
  await run.make(count);

  const probe = new ApiProbe(api.said, `/api/workspaces/${tenant!.workspaceId}/documents?limit=1`, tenant!.key);
  const idle = await probe.during(() => run.pause(IDLE_SECONDS));
  const pidFile = await readFile(join(postgres.home, 'data', 'postmaster.pid'), 'utf8');
  const pids = { api: api.pid, store: store.pid, PostgreSQL: Number(pidFile.split('\n')[0]) };
  const before = Object.entries(pids).map(([name, pid]) => [name, treeSeconds(pid)] as const);
  const began = performance.now();
  const worker = await role('worker', /^Airlock worker ready on (\S+)$/);
  const busy = await probe.during(() => run.finished());
  const seconds = (performance.now() - began) / 1000;
  const spent = [
    ['worker', treeSeconds(worker.pid)] as const,
    ...before.map(([name, used]) => [name, treeSeconds(pids[name as keyof typeof pids]) - used] as const),
  ];

  const ratio = (of: (figures: typeof idle) => number) => (of(busy) / of(idle)).toFixed(2);
  printTable([
    ['API', 'idle', 'meanwhile', 'ratio'],
    ['answer p50 ms', idle.p50.toFixed(1), busy.p50.toFixed(1), ratio(({ p50 }) => p50)],
    ['answer p99 ms', idle.p99.toFixed(1), busy.p99.toFixed(1), ratio(({ p99 }) => p99)],
    ['event loop p99 ms', idle.loop.toFixed(1), busy.loop.toFixed(1), ratio(({ loop }) => loop)],
  ]);
  const costs = spent.map(([name, used]) => [name, ((used / count) * 1000).toFixed(2)]);
  printTable([['CPU of', 'ms a document'], ...costs]);
  console.log(`\n${count} documents in ${seconds.toFixed(0)} s, ${(count / seconds).toFixed(1)} a second, one worker.`);
  console.log(`How they ended: ${JSON.stringify(await run.outcomes())}`);
  await run.close();
} finally {
  for (const child of children.reverse()) await child.stop();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
