import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/platform/embedded/postgres/start-embedded-postgres.js';
import { Child } from '../processes/child.js';
import { median } from '../rounds.js';
import { makeTenants } from '../stage/tenants.js';
import { byForm, byUrl } from './send.js';

/** How fast a form is taken, next to a PUT of the same bytes straight to the same store in the same minutes. */
const mebibytes = Number(process.argv[2] ?? 512);
const rounds = Number(process.argv[3] ?? 3);

const dataDir = await mkdtemp(join(tmpdir(), 'airlock-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir });
const children: Child[] = [];
const start = async (options: Parameters<typeof Child.start>[0]) => {
  const child = await Child.start(options);
  children.push(child);
  return child;
};

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

try {
  const storeEnv = { BENCH_STORE_DIR: dataDir };
  const file = 'dist/bench/forms/store.js';
  const { said } = await start({ file, core: undefined, env: storeEnv, ready: /^store ready (.*)$/ });
  const rootKey = `sk_${randomBytes(24).toString('base64url')}`;
  const env = {
    ...(JSON.parse(said) as Record<string, string>),
    ...{ AIRLOCK_ROLE: 'api', AIRLOCK_SECRET: randomBytes(32).toString('hex'), BOOTSTRAP_API_KEY: rootKey },
    ...{ DATABASE_URL: postgres.url, DATA_DIR: dataDir, HOST: '127.0.0.1', NODE_ENV: 'production', PORT: '0' },
    RATE_LIMIT_PER_MINUTE: '1000000000',
  };
  const ready = /^Airlock ready on (\S+)$/;
  const { said: url } = await start({ file: 'dist/server/main.js', core: undefined, env, ready });
  const [tenant] = await makeTenants(url, rootKey, 1);
  const { key } = tenant!;
  const times = { direct: [] as number[], form: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const direct = await seconds(await byUrl(url, key, mebibytes));
    const form = await seconds(() => byForm(url, key, mebibytes));
    // The first round warms everything up.
    if (round > 0) times.direct.push(direct);
    if (round > 0) times.form.push(form);
  }
  const [direct, form] = [median(times.direct), median(times.form)];
  console.log(`${mebibytes} MiB, median of ${rounds}: direct PUT ${(mebibytes / direct).toFixed(0)} MiB/s`);
  console.log(`form ${(mebibytes / form).toFixed(0)} MiB/s = ${(direct / form).toFixed(2)} x direct`);
} finally {
  for (const child of children.reverse()) await child.stop();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
