import { setTimeout as pause } from 'node:timers/promises';
import { ApiProbe } from '../load/api-probe.js';
import { cpuTimes, usedBetween } from '../processes/cpu.js';
import { forgetPeak, peakMebibytes } from '../processes/peak-memory.js';
import { threadKinds, type ThreadTimes, threadTimes } from '../processes/threads.js';
import { printTable } from '../report.js';
import { medians } from '../rounds.js';
import type { Options } from './options.js';
import { admit, admitFloor, sendToBound } from './run.js';
import { type AdmissionStage, onAdmissionStage } from './stage.js';

const MEBIBYTES = 64;
const load = { size: MEBIBYTES * 1024 * 1024, clients: 4, files: 16 };
const IDLE_MS = 3_000;
const LOOK_MS = 20;
const heads = ['64 MiB, 4 clients', 'MiB/s', '× floor', 'CPU ms/MiB', 'client ms/MiB', 'API p99 ms', 'peak MiB'];

interface Costs {
  perSecond: number;
  serverMs: number;
  clientMs: number;
}

interface Round extends Costs, ThreadTimes {
  floorPerSecond: number;
  floorMs: number;
  boundPerSecond: number;
  boundMs: number;
  boundClientMs: number;
  postgresMs: number;
  idleP99: number;
  busyP99: number;
  peak: number;
}

/**
 * Large files beside reading and hashing the same bytes, in one thread of a process, and beside the cheapest process that
 * receives, flushes and hashes them for the same clients. In a second run one caller reads a cheap route of the API all the
 * time: it would take its share of the cores from the first one.
 */
export async function measureLargeFiles({ rounds }: Options): Promise<void> {
  await onAdmissionStage({}, async (stage) => {
    const probe = new ApiProbe(stage.airlock.said, '/v1/buckets?limit=1', stage.tenant.key);
    const figures: Round[] = [];
    stage.watch.everyMs = LOOK_MS;
    await admit(stage, load);
    for (let round = 1; round <= rounds; round++) {
      figures.push(await measureRound(stage, probe));
      process.stderr.write(`large files, round ${round} of ${rounds}\n`);
    }
    print(medians(figures));
  });
}

async function measureRound(stage: AdmissionStage, probe: ApiProbe): Promise<Round> {
  const floor = await admitFloor(stage, { ...load, seconds: 2 }, true);
  const bound = await withClientCpu(() => sendToBound(stage, load));
  const idle = await probe.during(() => pause(IDLE_MS));
  forgetPeak(stage.airlock.pid);
  const before = threadTimes(stage.airlock.pid);
  const run = await withClientCpu(() => admit(stage, load));
  const threads = perMebibyte(before, threadTimes(stage.airlock.pid));
  const busy = await probe.during(() => admit(stage, load));
  return {
    ...run,
    ...threads,
    ...{ floorPerSecond: floor.perSecond, floorMs: floor.serverMs },
    ...{ boundPerSecond: bound.perSecond, boundMs: bound.serverMs, boundClientMs: bound.clientMs },
    ...{ idleP99: idle.p99, busyP99: busy.p99, peak: peakMebibytes(stage.airlock.pid) },
  };
}

/** CPU of this process is that of the clients and of the looks at the table. */
async function withClientCpu<T>(work: () => Promise<T>): Promise<T & { clientMs: number }> {
  const before = cpuTimes([process.pid]);
  const result = await work();
  return { ...result, clientMs: (usedBetween(before, cpuTimes([process.pid])) / load.files) * 1000 };
}

function perMebibyte(before: ThreadTimes, after: ThreadTimes): ThreadTimes {
  const each = threadKinds.map((kind) => [kind, ((after[kind] - before[kind]) * 1000) / (load.files * MEBIBYTES)]);
  return Object.fromEntries(each) as ThreadTimes;
}

function print(figures: Round): void {
  const { floorPerSecond, boundPerSecond, perSecond, idleP99, busyP99, peak } = figures;
  const rate = (filesPerSecond: number) => (filesPerSecond * MEBIBYTES).toFixed(0);
  const ratio = (filesPerSecond: number) => (filesPerSecond / floorPerSecond).toFixed(2);
  const ms = (perFile: number) => (perFile / MEBIBYTES).toFixed(2);
  console.log();
  printTable([
    heads,
    ['floor: read, SHA-256', rate(floorPerSecond), '1.00', ms(figures.floorMs), '–', `${idleP99.toFixed(1)} idle`, '–'],
    [
      ...['bound: receive, fsync, read, SHA-256', rate(boundPerSecond), ratio(boundPerSecond)],
      ...[ms(figures.boundMs), ms(figures.boundClientMs), '–', '–'],
    ],
    [
      ...['create until AVAILABLE', rate(perSecond), ratio(perSecond), ms(figures.serverMs), ms(figures.clientMs)],
      ...[`${busyP99.toFixed(1)} = ${(busyP99 / idleP99).toFixed(1)} × idle`, peak.toFixed(0)],
    ],
  ]);
  const threads = threadKinds.map((kind) => `${kind} ${figures[kind].toFixed(2)}`).join(', ');
  console.log(`Threads of the server, ms/MiB: ${threads}; PostgreSQL ${ms(figures.postgresMs)}.`);
  console.log(`Of the bound: ${(perSecond / boundPerSecond).toFixed(2)}.`);
}
