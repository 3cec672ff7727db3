import { forgetPeak, peakMebibytes } from '../processes/peak-memory.js';
import { printTable } from '../report.js';
import { medians } from '../rounds.js';
import { type CountsPerFile, countsPerFile } from './counters.js';
import type { Options } from './options.js';
import { admit, admitFloor, type Load, type Run } from './run.js';
import { type AdmissionStage, onAdmissionStage } from './stage.js';

const SIZE = 4 * 1024;
const WARM_UP_SECONDS = 8;
const heads = ['4 KiB', 'files/s', '× floor', 'server ms', 'PostgreSQL ms', 'p50 ms', 'p99 ms', 'peak MiB'];

interface Line {
  name: string;
  load: Load;
  floors: Run[];
  runs: Run[];
}

/** Small files by many clients and by one: what a file costs when its bytes cost next to nothing. */
export async function measureSmallFiles({ rounds, seconds }: Options): Promise<void> {
  const lines: Line[] = [16, 1].map((clients) => ({
    name: `${clients} ${clients > 1 ? 'clients' : 'client'}`,
    ...{ load: { size: SIZE, clients, seconds }, floors: [], runs: [] },
  }));
  await onAdmissionStage({}, async (stage) => {
    await admit(stage, { size: SIZE, clients: 16, seconds: WARM_UP_SECONDS });
    await admitFloor(stage, { size: SIZE, clients: 16, seconds: 1 });
    forgetPeak(stage.airlock.pid);
    for (let round = 1; round <= rounds; round++) {
      for (const { load, floors, runs } of lines) {
        floors.push(await admitFloor(stage, { ...load, seconds: 1 }));
        runs.push(await admit(stage, load));
      }
      process.stderr.write(`small files, round ${round} of ${rounds}\n`);
    }
    printFigures(lines, peakMebibytes(stage.airlock.pid));
    await printCounts(stage, lines);
  });
}

function printFigures(lines: Line[], peak: number): void {
  const table = lines.flatMap(({ name, floors, runs }) => {
    const [floor, run] = [medians(floors), medians(runs)];
    return [cells(`floor, ${name}`, floor, floor, '–'), cells(name, run, floor, peak.toFixed(0))];
  });
  printTable([heads, ...table]);
}

function cells(name: string, run: Run, floor: Run, peak: string): string[] {
  const ms = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(1));
  return [
    name,
    run.perSecond.toFixed(1),
    (run.perSecond / floor.perSecond).toFixed(3),
    ...[run.serverMs, run.postgresMs, run.p50, run.p99].map(ms),
    peak,
  ];
}

/** In runs of their own: PostgreSQL publishes what it counted ten seconds later. */
async function printCounts(stage: AdmissionStage, lines: Line[]): Promise<void> {
  const table: string[][] = [];
  let counts: CountsPerFile | undefined;
  for (const { name, load } of lines) {
    counts = await countsPerFile(stage, async () => (await admit(stage, load)).files);
    const { transactions, walFsyncs, storeFsyncs, requests } = counts.file;
    const seen = Object.entries(requests).filter(([, count]) => count >= 0.05);
    const kinds = seen.map(([kind, count]) => `${kind} ${count.toFixed(1)}`);
    const sum = Object.values(requests).reduce((all, count) => all + count, 0);
    const numbers = [transactions, walFsyncs, storeFsyncs, sum].map((count) => count.toFixed(1));
    table.push([name, ...numbers, kinds.join(', ')]);
  }
  console.log();
  printTable([['of a file', 'transactions', 'WAL fsyncs', 'store fsyncs', 'store requests', ''], ...table]);
  console.log(`Without files the server makes ${counts!.idleTransactionsPerMinute.toFixed(0)} transactions a minute.`);
}
