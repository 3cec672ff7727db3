import { whyNoClamd } from '../../test/support/clamd.js';
import { cpuTimes, usedBetween } from '../processes/cpu.js';
import { idleShares, type IdleShares } from '../processes/idle-shares.js';
import { threadKinds, type ThreadTimes, threadTimes } from '../processes/threads.js';
import { printTable } from '../report.js';
import { medians } from '../rounds.js';
import { BenchClamd } from './clamd-server.js';
import type { Options } from './options.js';
import { admit, admitFloor, sendToBound } from './run.js';
import { type AdmissionStage, onAdmissionStage } from './stage.js';

const KIB = 1024;
/** A note, a picture, a document. */
const loads = [
  { name: '4 KiB', size: 4 * KIB, files: 400 },
  { name: '256 KiB', size: 256 * KIB, files: 80 },
  { name: '4 MiB', size: 4 * KIB * KIB, files: 24 },
];
type Load = (typeof loads)[number];
/** As many streams as clamd has threads, and more clients than that, so that clamd never waits for a client. */
const [STREAMS, CLIENTS] = [4, 8];
const LOOK_MS = 20;
/** Of each size, before anything counts: V8 compiles for so long, in each thread for itself. */
const WARM_UP_SECONDS = 15;
const heads = [
  'real clamd',
  'files/s',
  '× clamd alone',
  '× by CPU',
  'clamd ms',
  'client ms',
  'server ms',
  'PostgreSQL ms',
];

/** CPU in ms of a file. */
interface Costs {
  perSecond: number;
  clamdMs: number;
  clientMs: number;
}

interface Round extends Costs, ThreadTimes, IdleShares {
  serverMs: number;
  postgresMs: number;
  alonePerSecond: number;
  aloneClamdMs: number;
  aloneClientMs: number;
  aloneCoresIdle: number;
  floorServerMs: number;
  floorPostgresMs: number;
  boundServerMs: number;
  boundClientMs: number;
}

/**
 * Files that a real clamd scans, beside that clamd with nothing around it, and beside what clamd and the floor would reach
 * together: where clamd and what keeps the file share the cores, neither has them alone.
 */
export async function measureClamd({ rounds }: Options): Promise<void> {
  const why = await whyNoClamd();
  if (why) return console.log(`\nNot measured: clamd. ${why}`);
  const clamd = await BenchClamd.start();
  try {
    await onAdmissionStage({ CLAMD_URL: clamd.url, SCAN_CONCURRENCY: String(STREAMS) }, async (stage) => {
      stage.watch.everyMs = LOOK_MS;
      const figures = loads.map(() => [] as Round[]);
      for (const { size } of loads) await admit(stage, { size, clients: CLIENTS, seconds: WARM_UP_SECONDS });
      for (let round = 1; round <= rounds; round++) {
        for (const [i, load] of loads.entries()) figures[i]!.push(await measureRound(stage, clamd, load));
        process.stderr.write(`clamd, round ${round} of ${rounds}\n`);
      }
      console.log();
      printTable([heads, ...loads.flatMap(({ name }, i) => rows(name, medians(figures[i]!)))]);
      for (const [i, { name }] of loads.entries()) console.log(notes(name, medians(figures[i]!)));
    });
  } finally {
    await clamd.dispose();
  }
}

async function measureRound(stage: AdmissionStage, clamd: BenchClamd, { size, files }: Load): Promise<Round> {
  const measure = <T extends { perSecond: number }>(work: () => Promise<T>) => withCpu(clamd, files, work);
  const pid = await clamd.pid();
  const scanAlone = async () => ({ perSecond: await clamd.scanAlone(size, STREAMS, files) });
  const alone = await measure(() => idleShares(pid, scanAlone));
  const floor = await admitFloor(stage, { size, clients: CLIENTS, seconds: 1 });
  const bound = await measure(() => sendToBound(stage, { size, clients: CLIENTS, files }));
  const before = threadTimes(stage.airlock.pid);
  const run = await measure(() => idleShares(pid, () => admit(stage, { size, clients: CLIENTS, files })));
  const after = threadTimes(stage.airlock.pid);
  return {
    ...run,
    ...(Object.fromEntries(
      threadKinds.map((kind) => [kind, ((after[kind] - before[kind]) / files) * 1000]),
    ) as ThreadTimes),
    ...{ alonePerSecond: alone.perSecond, aloneClamdMs: alone.clamdMs, aloneClientMs: alone.clientMs },
    aloneCoresIdle: alone.coresIdle,
    ...{ floorServerMs: floor.serverMs, floorPostgresMs: floor.postgresMs },
    ...{ boundServerMs: bound.serverMs, boundClientMs: bound.clientMs },
  };
}

async function withCpu<T>(
  clamd: BenchClamd,
  files: number,
  work: () => Promise<T>,
): Promise<T & Omit<Costs, 'perSecond'>> {
  const read = async () => ({ clamd: cpuTimes([await clamd.pid()]), client: cpuTimes([process.pid]) });
  const before = await read();
  const result = await work();
  const after = await read();
  const ms = (which: 'clamd' | 'client') => (usedBetween(before[which], after[which]) / files) * 1000;
  return { ...result, clamdMs: ms('clamd'), clientMs: ms('client') };
}

/** Where clamd waits although cores are idle, something else than CPU is the limit. What it leaves idle alone costs it nothing. */
function notes(name: string, round: Round): string {
  const threads = threadKinds.map((kind) => `${kind} ${round[kind].toFixed(1)}`).join(', ');
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  const idle = `clamd without work ${percent(round.processIdle)} of the time, the cores ${percent(round.coresIdle)}, beside clamd alone ${percent(round.aloneCoresIdle)}`;
  return `${name}: threads of the server, ms a file: ${threads}; ${idle}.`;
}

function rows(name: string, round: Round): string[][] {
  const ms = (value: number) => value.toFixed(1);
  const { alonePerSecond, aloneClamdMs, aloneClientMs, floorServerMs, floorPostgresMs, boundServerMs } = round;
  const aloneMs = aloneClamdMs + aloneClientMs;
  const byCpu = (costs: number[]) => aloneMs / costs.reduce((sum, cost) => sum + cost, 0);
  const cells = (what: string, perSecond: number, ...costs: number[]) => [
    ...[`${name}, ${what}`, perSecond.toFixed(1), (perSecond / alonePerSecond).toFixed(2), byCpu(costs).toFixed(2)],
    ...costs.map(ms),
  ];
  const bound = (what: string, ...costs: number[]) => cells(`bound: ${what}`, alonePerSecond * byCpu(costs), ...costs);
  // What is sent to clamd costs as much where a receiver sends it.
  const clientMs = aloneClientMs + round.boundClientMs;
  return [
    cells('clamd alone', alonePerSecond, aloneClamdMs, aloneClientMs, 0, 0),
    bound('the same CPU for it and the floor', aloneClamdMs, aloneClientMs, floorServerMs, floorPostgresMs),
    bound('for it, a receiver and two commits', aloneClamdMs, clientMs, boundServerMs, floorPostgresMs),
    cells('until AVAILABLE', round.perSecond, round.clamdMs, round.clientMs, round.serverMs, round.postgresMs),
  ];
}
