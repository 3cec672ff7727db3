import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Cluster } from './cluster.js';
import { whoAnswers } from './connection.js';
import { freePort } from './free-port.js';
import { forgetReusedPid, runningPostmaster, spawnPostmaster, type Postmaster, isRunning } from './postmaster.js';

const DEADLINE_MS = 60_000;
const POLL_MS = 20;
const RETRY_MS = 200;

export interface ServerOptions {
  cluster: Cluster;
  postgres: string;
  log: string;
  account: Account | undefined;
  port: { wanted: number | undefined; remembered: number | undefined };
}

/**
 * Returns when the cluster's own server answers: one left behind is adopted, else one is started. After a killed
 * postmaster its orphaned backends hold the shared memory for a moment, so a failed start is tried again until the
 * deadline.
 */
export async function ensureRunning(options: ServerOptions): Promise<Postmaster> {
  const deadline = performance.now() + DEADLINE_MS;
  do {
    await forgetReusedPid(options.cluster.data);
    const left = await runningPostmaster(options.cluster.data);
    if (left && (await becomesReady(left.pid, options, deadline))) return current(options, left);
    const started = await spawnPostmaster({ ...options, data: options.cluster.data, port: await choosePort(options) });
    if (await becomesReady(started.pid, options, deadline)) return current(options, started);
    await delay(RETRY_MS);
  } while (performance.now() < deadline);
  throw new Error(
    `The embedded PostgreSQL did not start within ${DEADLINE_MS / 1000} s. Mend what its log says, or set ` +
      `DATABASE_URL. End of ${options.log}:\n${await endOf(options.log)}`,
  );
}

/** Follows one server process until it answers as ours (true), or ends or proves to be somebody else's (false). */
async function becomesReady(pid: number, { cluster }: ServerOptions, deadline: number): Promise<boolean> {
  while (performance.now() < deadline && (await isRunning(pid))) {
    const server = await runningPostmaster(cluster.data);
    const answer = server?.pid === pid ? await whoAnswers(server.port, cluster.password, cluster.data) : 'not-ready';
    if (answer !== 'not-ready') return answer === 'ours';
    await delay(POLL_MS);
  }
  return false;
}

async function current({ cluster }: ServerOptions, fallback: Postmaster): Promise<Postmaster> {
  return (await runningPostmaster(cluster.data)) ?? fallback;
}

async function choosePort({ port: { wanted, remembered } }: ServerOptions): Promise<number> {
  const port = await freePort(wanted ?? remembered);
  if (!wanted || port === wanted) return port;
  throw new Error(`Port ${wanted} for the embedded PostgreSQL is in use. Free it, or leave the port to be chosen.`);
}

async function endOf(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const length = Math.min(size, 2_000);
    return (await file.read(Buffer.alloc(length), 0, length, size - length)).buffer.toString('utf8');
  } finally {
    await file.close();
  }
}
