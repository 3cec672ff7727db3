import { open, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Cluster } from './cluster.js';
import { identifyServer } from './connection.js';
import { freePort } from './free-port.js';
import { removeStalePidFile, runningPostmaster, spawnPostmaster, type Postmaster, isRunning } from './postmaster.js';

const DEADLINE_MS = 60_000;
const POLL_MS = 20;
const RETRY_MS = 200;

/** What a server says that may start a moment later: orphaned backends still end, or the port was taken meanwhile. */
const TRANSIENT = /shared memory block|lock file .* already exists|could not bind/;

export interface ServerOptions {
  cluster: Cluster;
  postgres: string;
  log: string;
  account: Account | undefined;
  port: { wanted: number | undefined; remembered: number | undefined };
  durable: boolean;
}

/**
 * Returns when the cluster's own server answers: one left behind is adopted, else one is started. After a killed
 * postmaster its orphaned backends hold the shared memory for a moment, so such a start is tried again until the
 * deadline; any other failure is told at once.
 */
export async function ensureRunning(options: ServerOptions): Promise<Postmaster> {
  const deadline = performance.now() + DEADLINE_MS;
  let said: string;
  do {
    await removeStalePidFile(options.cluster.data);
    const left = await runningPostmaster(options.cluster.data);
    if (left && (await becomesReady(left.pid, options, deadline))) return current(options, left);
    const logged = await sizeOf(options.log);
    const started = await spawnPostmaster({ ...options, data: options.cluster.data, port: await choosePort(options) });
    if (await becomesReady(started.pid, options, deadline)) return current(options, started);
    said = await readFrom(options.log, logged);
    await delay(RETRY_MS);
  } while (TRANSIENT.test(said) && performance.now() < deadline);
  throw new Error(
    `The embedded PostgreSQL does not start. Mend what it says, or set DATABASE_URL. From ${options.log}:\n${said}`,
  );
}

/** Follows one server process until it answers as ours (true), or ends or proves to be somebody else's (false). */
async function becomesReady(pid: number, { cluster }: ServerOptions, deadline: number): Promise<boolean> {
  while (performance.now() < deadline && (await isRunning(pid))) {
    const server = await runningPostmaster(cluster.data);
    const answer =
      server?.pid === pid ? await identifyServer(server.port, cluster.password, cluster.data) : 'not-ready';
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

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** What was logged after `start`, its last lines if that is much. */
async function readFrom(path: string, start: number): Promise<string> {
  const size = await sizeOf(path);
  const file = await open(path);
  try {
    // A log that became shorter was begun anew.
    const from = Math.max(size < start ? 0 : start, size - 4_000);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await file.close();
  }
}
