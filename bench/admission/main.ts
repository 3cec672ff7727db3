import { median } from '../rounds.js';
import { printTable } from '../report.js';
import { countsPerFile } from './counters.js';
import { readOptions } from './options.js';
import { admit, admitFloor, type Load, type Run } from './run.js';
import { onAdmissionStage } from './stage.js';

/** What it costs to admit a file, from its creation until it is AVAILABLE, beside the least that it could cost. */
const { rounds, seconds, only } = readOptions(process.argv.slice(2));
const KIB = 1024;

const lines: { name: string; load: Load }[] = [
  { name: '4 KiB 16', load: { size: 4 * KIB, clients: 16, seconds } },
  { name: '4 KiB 1', load: { size: 4 * KIB, clients: 1, seconds } },
].filter(({ name }) => name.includes(only));

const medians = (runs: Run[]) =>
  Object.fromEntries(
    (Object.keys(runs[0]!) as (keyof Run)[]).map((name) => [name, median(runs.map((run) => run[name]))]),
  ) as unknown as Run;
const ms = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(1));
const cells = (name: string, run: Run, floor: Run) => [
  name,
  run.perSecond.toFixed(1),
  (run.perSecond / floor.perSecond).toFixed(3),
  ...[run.serverMs, run.postgresMs, run.p50, run.p99].map(ms),
];

await onAdmissionStage({}, async (stage) => {
  await admit(stage, { size: 4 * KIB, clients: 16, seconds: 5 });
  await admitFloor(stage, { size: 4 * KIB, clients: 16, seconds: 1 });
  const results = lines.map(({ name, load }) => ({ name, load, floors: [] as Run[], runs: [] as Run[] }));
  for (let round = 1; round <= rounds; round++) {
    for (const { load, floors, runs } of results) {
      floors.push(await admitFloor(stage, { ...load, seconds: 1 }));
      runs.push(await admit(stage, load));
    }
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  const table = results.flatMap(({ name, floors, runs }) => {
    const [floor, run] = [medians(floors), medians(runs)];
    return [cells(`floor ${name}`, floor, floor), cells(name, run, floor)];
  });
  printTable([['files', 'files/s', '× floor', 'server ms', 'PostgreSQL ms', 'p50 ms', 'p99 ms'], ...table]);
  const counted: string[][] = [];
  let idle = 0;
  for (const { name, load } of results) {
    const counts = await countsPerFile(stage, async () => (await admit(stage, load)).files);
    const { transactions, walFsyncs, storeFsyncs, requests } = counts.file;
    const kinds = Object.entries(requests).map(([kind, count]) => `${kind} ${count.toFixed(1)}`);
    counted.push([name, ...[transactions, walFsyncs, storeFsyncs].map((count) => count.toFixed(1)), kinds.join(', ')]);
    idle = counts.idleTransactionsPerMinute;
  }
  console.log();
  printTable([['a file', 'transactions', 'WAL fsyncs', 'store fsyncs', 'store requests'], ...counted]);
  console.log(`\nIdle: ${idle.toFixed(0)} transactions a minute. Medians of ${rounds} interleaved rounds.`);
});
