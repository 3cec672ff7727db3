// A real S3 server on this machine, to test against: Ceph's gateway from the system's own packages.
//   node scripts/real-s3.mjs up | down | wipe      starts it and prints its settings, stops it, removes it
//   node scripts/real-s3.mjs run <command …>       runs it with AIRLOCK_TEST_STORE set; leaving a bucket behind is a failure
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from './real-s3/cluster.mjs';
import { ensurePackages } from './real-s3/packages.mjs';

const folder = process.env.REAL_S3_DIR ?? join(tmpdir(), 'airlock-real-s3');
const cluster = new Cluster(folder, Number(process.env.REAL_S3_PORT ?? 9100));
const began = Date.now();
const say = (text) => console.error(`[${((Date.now() - began) / 1000).toFixed(1)} s] ${text}`);

/** Answers why there is no server; nothing when it runs. */
async function up() {
  const problem = ensurePackages();
  if (!problem) await cluster.start(say);
  return problem;
}

async function run([program, ...args]) {
  if (process.env.AIRLOCK_TEST_STORE) return execute(program, args, process.env.AIRLOCK_TEST_STORE);
  const wasRunning = cluster.isRunning;
  const problem = await up();
  if (problem) return skip(problem);
  try {
    const before = await cluster.buckets();
    const status = execute(program, args, JSON.stringify(cluster.settings));
    const left = (await cluster.buckets()).filter((bucket) => !before.includes(bucket));
    say(left.length ? `Left behind: ${left.join(', ')}` : 'No bucket was left behind.');
    return status || Number(left.length > 0);
  } finally {
    if (!wasRunning) await cluster.stop();
  }
}

function execute(program, args, store) {
  const env = { ...process.env, AIRLOCK_TEST_STORE: store };
  return spawnSync(program, args, { stdio: 'inherit', env }).status ?? 1;
}

function skip(problem) {
  console.error(`SKIPPED, nothing was tested against a real S3 server: ${problem}`);
  return 0;
}

const commands = {
  up: async () => {
    const problem = await up();
    if (problem) return skip(problem);
    console.log(JSON.stringify(cluster.settings, null, 2));
    return 0;
  },
  down: async () => void (await cluster.stop()),
  wipe: async () => void (await cluster.wipe()),
  run,
};

const [name, ...args] = process.argv.slice(2);
if (!commands[name] || (name === 'run' && !args.length)) {
  console.error('Usage: node scripts/real-s3.mjs up | down | wipe | run <command …>');
  process.exitCode = 2;
} else process.exitCode = (await commands[name](args)) ?? 0;
