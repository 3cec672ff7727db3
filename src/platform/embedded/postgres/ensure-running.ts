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

/** Log messages of a start that may succeed a moment later: orphaned backends still end, or the port was taken meanwhile. */
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
 * Returns when the server of the cluster responds: a running one is adopted, else one is started. The orphaned backends of
 * a killed postmaster hold the shared memory for a moment, so such a start is retried until the deadline; other failures
 * are thrown at once.
 */
export async function ensureRunning(options: ServerOptions): Promise<Postmaster> {
  const deadline = performance.now() + DEADLINE_MS;
  let log: string;
  do {
    await removeStalePidFile(options.cluster.data);
    const left = await runningPostmaster(options.cluster.data);
    if (left && (await becomesReady(left.pid, options, deadline))) return current(options, left);
    const logged = await sizeOf(options.log);
    const started = await spawnPostmaster({ ...options, data: options.cluster.data, port: await choosePort(options) });
    if (await becomesReady(started.pid, options, deadline)) return current(options, started);
    log = await readFrom(options.log, logged);
    await delay(RETRY_MS);
  } while (TRANSIENT.test(log) && performance.now() < deadline);
  throw new Error(
    `The embedded PostgreSQL does not start. Fix the reason in its log, or set DATABASE_URL. From ${options.log}:\n${log}`,
  );
}

/** Waits until a server process responds as the one of this cluster (true), or ends or proves to be another one (false). */
async function becomesReady(pid: number, { cluster }: ServerOptions, deadline: number): Promise<boolean> {
  while (performance.now() < deadline && (await isRunning(pid))) {
    const server = await runningPostmaster(cluster.data);
    const answer =
      server?.pid === pid ? await identifyServer(server.port, cluster.password, cluster.data) : 'not-ready';
    if (answer !== 'not-ready') return answer === 'own';
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

/** The log after `start`, at most its last 4,000 bytes. */
async function readFrom(path: string, start: number): Promise<string> {
  const size = await sizeOf(path);
  const file = await open(path);
  try {
    // A log that became shorter was truncated meanwhile.
    const from = Math.max(size < start ? 0 : start, size - 4_000);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await file.close();
  }
}
