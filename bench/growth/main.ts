import { canReadCpu } from '../processes/cpu.js';
import { canPin } from '../processes/pinning.js';
import { printConditions, printTable } from '../report.js';
import { interleaved, type Result } from '../rounds.js';
import { onStage } from '../stage/stage.js';
import { targetsOf } from '../targets.js';
import { countCreates, type Counts } from './counts.js';
import { readOptions } from './options.js';

/**
 * What the number of uploads and of their events costs a create: REST by one client and by many, at several sizes of both tables
 * in one database, beside the floor of the same rounds, whose table stays small.
 */
const LINES = ['rest 1', 'rest 32'];
const heads = ['create-upload', 'uploads', 'req/s', '× floor', '× smallest', 'p50 ms', 'p99 ms', 'PostgreSQL µs'];

const countHeads = ['of one create', 'uploads', 'pages', 'WAL bytes', 'whole pages in it'];

const options = readOptions(process.argv.slice(2));
const means = { pinned: canPin(), cpu: canReadCpu() };
const measured: { rows: number; results: Map<string, Result>; counts: Awaited<ReturnType<typeof countCreates>> }[] = [];

await onStage(options, means.pinned, async (stage) => {
  const names = LINES.flatMap((name) => [name, name.replace('rest', 'floor')]);
  const targets = targetsOf(stage).filter(({ name }) => names.includes(name));
  for (const rows of options.sizes) {
    process.stderr.write(`filling up to ${rows} uploads\n`);
    await stage.table.fill(rows, stage.tenants);
    const results = await interleaved(stage, targets, options);
    measured.push({ rows, results, counts: await countCreates(stage.postgresUrl, stage.tenants) });
  }
});

printTable([heads, ...LINES.flatMap((name) => measured.map((size) => cells(name, size)))]);
printTable([countHeads, ...measured.flatMap(({ rows, counts }) => countCells(rows, counts))]);
printConditions(options, means);

function cells(name: string, { rows, results }: (typeof measured)[number]): string[] {
  const { rps, ratio, p50, p99, postgresUs } = results.get(name)!;
  const smallest = measured[0]!.results.get(name)!.ratio;
  const figures = [ratio, ratio / smallest, p50, p99].map((figure) => figure.toFixed(2));
  return [name, String(rows), rps.toFixed(0), ...figures, means.cpu ? postgresUs.toFixed(0) : '–'];
}

function countCells(rows: number, { first, later }: { first: Counts; later: Counts }): string[][] {
  const cellsOf = (name: string, { pages, walBytes, fullPages }: Counts) => {
    return [name, String(rows), pages.toFixed(1), walBytes.toFixed(0), fullPages.toFixed(2)];
  };
  return [cellsOf('after a checkpoint', first), cellsOf('later', later)];
}
