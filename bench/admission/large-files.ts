import { setTimeout as pause } from 'node:timers/promises';
import { ApiProbe } from '../load/api-probe.js';
import { forgetPeak, peakMebibytes } from '../processes/peak-memory.js';
import { printTable } from '../report.js';
import { medians } from '../rounds.js';
import type { Options } from './options.js';
import { admit, admitFloor, type Run } from './run.js';
import { onAdmissionStage } from './stage.js';

const MEBIBYTES = 64;
const load = { size: MEBIBYTES * 1024 * 1024, clients: 4, files: 8 };
const IDLE_MS = 3_000;
const heads = ['64 MiB, 4 clients', 'MiB/s', '× floor', 'server ms', 'PostgreSQL ms', 'API p99 ms', 'peak MiB'];

interface Round extends Run {
  floorPerSecond: number;
  floorMs: number;
  idleP99: number;
  busyP99: number;
  peak: number;
}

/**
 * Large files beside reading and hashing the same bytes, in one thread of a process. Meanwhile one caller reads a cheap route
 * of the API all the time.
 */
export async function measureLargeFiles({ rounds }: Options): Promise<void> {
  await onAdmissionStage({}, async (stage) => {
    const probe = new ApiProbe(stage.airlock.said, '/v1/buckets?limit=1', stage.tenant.key);
    const figures: Round[] = [];
    await admit(stage, { ...load, files: 4 });
    for (let round = 1; round <= rounds; round++) {
      const floor = await admitFloor(stage, { ...load, seconds: 2 }, true);
      const idle = await probe.during(() => pause(IDLE_MS));
      forgetPeak(stage.airlock.pid);
      let run: Run | undefined;
      const busy = await probe.during(async () => void (run = await admit(stage, load)));
      const ofFloor = { floorPerSecond: floor.perSecond, floorMs: floor.serverMs };
      const api = { idleP99: idle.p99, busyP99: busy.p99 };
      figures.push({ ...run!, ...ofFloor, ...api, peak: peakMebibytes(stage.airlock.pid) });
      process.stderr.write(`large files, round ${round} of ${rounds}\n`);
    }
    print(medians(figures));
  });
}

function print(figures: Round): void {
  const { floorPerSecond, floorMs, perSecond, serverMs, postgresMs, idleP99, busyP99, peak } = figures;
  const rate = (filesPerSecond: number) => (filesPerSecond * MEBIBYTES).toFixed(0);
  const ratio = (perSecond / floorPerSecond).toFixed(2);
  console.log();
  printTable([
    heads,
    ['floor: read, SHA-256', rate(floorPerSecond), '1.00', floorMs.toFixed(0), '–', `${idleP99.toFixed(1)} idle`, '–'],
    [
      ...['create until AVAILABLE', rate(perSecond), ratio, serverMs.toFixed(0), postgresMs.toFixed(0)],
      ...[`${busyP99.toFixed(1)} = ${(busyP99 / idleP99).toFixed(1)} × idle`, peak.toFixed(0)],
    ],
  ]);
}
