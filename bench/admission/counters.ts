import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { AdmissionStage } from './stage.js';

/** PostgreSQL's processes publish what they counted when they have been idle for ten seconds. */
const SETTLE_MS = 11_000;

/** What PostgreSQL, the store and the probe have counted so far. */
export interface Counts {
  transactions: number;
  walFsyncs: number;
  storeFsyncs: number;
  requests: Record<string, number>;
}

/** What one file cost, and what the same server does in a minute without any. */
export interface CountsPerFile {
  file: Counts;
  idleTransactionsPerMinute: number;
}

/**
 * Counts a run between two pauses in which all counters settle. What the server does in the first pause, it does all the
 * time: that share is taken off.
 */
export async function countsPerFile(stage: AdmissionStage, run: () => Promise<number>): Promise<CountsPerFile> {
  await pause(SETTLE_MS);
  const start = await read(stage);
  await pause(SETTLE_MS);
  const before = await read(stage);
  const files = await run();
  await pause(SETTLE_MS);
  const after = await read(stage);
  const idle = difference(start, before, (before.at - start.at) / 1000);
  const seconds = (after.at - before.at) / 1000;
  const used = difference(before, after, 1);
  const perFile = (count: number, idleCount: number) => Math.max(0, count - idleCount * seconds) / files;
  const kinds = Object.keys(used.requests);
  return {
    file: {
      transactions: perFile(used.transactions, idle.transactions),
      walFsyncs: perFile(used.walFsyncs, idle.walFsyncs),
      storeFsyncs: perFile(used.storeFsyncs, idle.storeFsyncs),
      requests: Object.fromEntries(
        kinds.map((kind) => [kind, perFile(used.requests[kind]!, idle.requests[kind] ?? 0)]),
      ),
    },
    idleTransactionsPerMinute: idle.transactions * 60,
  };
}

type Reading = Counts & { at: number };

async function read({ airlock, watch, probeDir }: AdmissionStage): Promise<Reading> {
  const at = performance.now();
  const [row] = await watch.query<{ transactions: number; fsyncs: number }>(`
    SELECT (SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database())::float8 AS transactions,
      (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal')::float8 AS fsyncs`);
  // Of the looks before this one: it is counted only after it.
  return {
    at,
    transactions: row!.transactions - (watch.looks - 1),
    walFsyncs: row!.fsyncs,
    storeFsyncs: probed(probeDir),
    requests: await storeRequests(airlock.said),
  };
}

/** The sum of all threads. */
function probed(probeDir: string): number {
  const counts = readdirSync(probeDir).map((file) => Number(readFileSync(`${probeDir}/${file}`, 'utf8')));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** By operation, with every outcome, as the server's own metric counts them. */
async function storeRequests(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const sums: Record<string, number> = {};
  for (const [, operation, count] of text.matchAll(/^airlock_store_requests_total\{operation="(\w+)".*\} (\S+)$/gm))
    sums[operation!] = (sums[operation!] ?? 0) + Number(count);
  return sums;
}

function difference(before: Counts, after: Counts, divisor: number): Counts {
  const of = (name: 'transactions' | 'walFsyncs' | 'storeFsyncs') => (after[name] - before[name]) / divisor;
  const requests = Object.entries(after.requests).map(
    ([kind, count]) => [kind, (count - (before.requests[kind] ?? 0)) / divisor] as const,
  );
  return {
    transactions: of('transactions'),
    walFsyncs: of('walFsyncs'),
    storeFsyncs: of('storeFsyncs'),
    requests: Object.fromEntries(requests),
  };
}
