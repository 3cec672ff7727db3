import { type CpuTimes, cpuTimes, family, machineBusy, usedBetween } from './processes/cpu.js';
import type { Stage } from './stage/stage.js';
import type { Target } from './targets.js';

/** One run. CPU in microseconds per answer; `foreign` in cores used by processes that are none of ours. */
export interface Run {
  rps: number;
  p50: number;
  p99: number;
  serverUs: number;
  postgresUs: number;
  foreign: number;
}

interface Reading {
  at: number;
  busy: number;
  server: CpuTimes;
  postgres: CpuTimes;
  others: CpuTimes;
}

/**
 * While other lines ran, what the server holds of its callers has expired: each is looked up at its first request. What is
 * measured is a server in use, so this time of each run is not counted.
 */
const LEAD_IN_SECONDS = 0.5;

/** Measures one target once. Throws when an answer was no success, or the recorded usage disagrees with the answers. */
export async function measure(stage: Stage, target: Target, seconds: number): Promise<Run> {
  const { name, server, concurrency: connections, requests } = target;
  const load = { url: server.said.replace('localhost', '127.0.0.1'), connections, requests };
  await stage.load.run({ ...load, seconds: LEAD_IN_SECONDS });
  const pending = await stage.table.settledPending();
  const before = read(stage, target);
  const result = await stage.load.run({ ...load, seconds });
  const after = read(stage, target);
  if (result.failures || !result.answers) throw new Error(`${name}: ${result.failures} requests failed.`);
  const created = (await stage.table.settledPending()) - pending;
  // What was still under way at the end of the lead-in, and of the run, is created but not counted as answered.
  if (server === stage.airlock && (created < result.answers || created > result.answers + 2 * connections))
    throw new Error(`${name}: ${result.answers} answers, but ${created} uploads were created.`);
  return {
    rps: result.answers / result.seconds,
    p50: result.p50,
    p99: result.p99,
    ...costs(before, after, created || result.answers),
  };
}

function read({ load, postgresPid, airlock, floor }: Stage, { server }: Target): Reading {
  const idle = server === airlock ? floor : airlock;
  return {
    at: performance.now(),
    busy: machineBusy(),
    server: cpuTimes([server.pid]),
    postgres: cpuTimes(family(postgresPid)),
    others: cpuTimes([load.pid, idle.pid, process.pid]),
  };
}

function costs(before: Reading, after: Reading, answers: number) {
  const server = usedBetween(before.server, after.server);
  const postgres = usedBetween(before.postgres, after.postgres);
  const ours = server + postgres + usedBetween(before.others, after.others);
  const seconds = (after.at - before.at) / 1000;
  return {
    serverUs: (server / answers) * 1e6,
    postgresUs: (postgres / answers) * 1e6,
    foreign: Math.max(0, (after.busy - before.busy - ours) / seconds),
  };
}
