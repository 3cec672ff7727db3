import { cpus } from 'node:os';
import type { Options } from './options.js';
import type { Result } from './rounds.js';
import type { Target } from './targets.js';

const heads = [
  'create-upload',
  'req/s',
  '× floor',
  '× REST',
  'p50 ms',
  'p99 ms',
  'server µs',
  'PostgreSQL µs',
  'foreign cores',
];

/** Others that use more than this change even the ratios. */
const DISTURBING_CORES = 0.25;

/** What can be told of this machine. */
export interface Means {
  pinned: boolean;
  cpu: boolean;
}

export function printReport(targets: Target[], results: Map<string, Result>, means: Means): void {
  const rows = targets.map(({ name }) => cells(name, results.get(name)!, means));
  printTable([heads, ...rows]);
  const foreign = Math.max(...targets.map(({ name }) => results.get(name)!.foreign));
  if (foreign > DISTURBING_CORES)
    console.log(`\nDisturbed: others used up to ${foreign.toFixed(2)} cores. Measure again on a quiet machine.`);
}

function cells(name: string, run: Result, { cpu }: Means): string[] {
  const measured = (value: number, digits: number) => (cpu ? value.toFixed(digits) : '–');
  return [
    name,
    run.rps.toFixed(0),
    run.ratio.toFixed(2),
    run.ofRest?.toFixed(2) ?? '–',
    run.p50.toFixed(2),
    run.p99.toFixed(2),
    measured(run.serverUs, 0),
    measured(run.postgresUs, 0),
    measured(run.foreign, 2),
  ];
}

export function printSigning(costs: Record<string, number>): void {
  const rows = Object.entries(costs).map(([name, us]) => [name, us.toFixed(1), (1e6 / us).toFixed(0)]);
  console.log();
  printTable([['signing', 'µs each', 'per second'], ...rows]);
}

export function printConditions({ tenants, rows, rounds, seconds }: Options, { pinned, cpu }: Means): void {
  const machine = `${cpus().length} cores, Node ${process.versions.node}`;
  console.log(
    `\n${machine}; ${tenants} tenants, ${rows} rows before; medians of ${rounds} interleaved runs of ${seconds} s.`,
  );
  if (!pinned) console.log('Not measured as meant: no taskset with two cores, so server and load share theirs.');
  if (!cpu) console.log('Not measured: CPU per request; this system does not tell (no /proc/<pid>/task/*/schedstat).');
  console.log('Not measured: TLS, a network between client, server and database.');
}

export function printTable(table: string[][]): void {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const row of table)
    console.log(row.map((cell, i) => (i ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  '));
}
