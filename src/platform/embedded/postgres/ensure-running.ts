import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { identifyServer } from './connection.js';
import { type Launch, launchAnother, launchServer, type ServerOptions, sizeOf } from './launch-server.js';
import { isRunning, type Postmaster, runningPostmaster } from './postmaster.js';

const DEADLINE_MS = 60_000;
const POLL_MS = 20;
const RETRY_MS = 200;

/** Log messages of a start that may succeed a moment later: orphaned backends still end, or the port was taken meanwhile. */
const TRANSIENT = /shared memory block|lock file .* already exists|could not bind/;

/**
 * Returns when the server of the cluster responds: the one that was launched, else a running one is adopted or one is
 * started. The orphaned backends of a killed postmaster hold the shared memory for a moment, so such a start is retried
 * until the deadline; other failures are thrown at once.
 */
export async function ensureRunning(options: ServerOptions, launched?: Launch): Promise<Postmaster> {
  const deadline = performance.now() + DEADLINE_MS;
  let launch = launched ?? (await launchServer(options));
  for (;;) {
    if (await becomesReady(launch.server.pid, options, deadline)) return current(options, launch.server);
    if (launch.wasRunning) {
      launch = await launchAnother(options);
      continue;
    }
    const log = await readFrom(options.log, launch.logged);
    if (!TRANSIENT.test(log) || performance.now() > deadline) throw doesNotStart(options, log);
    await delay(RETRY_MS);
    launch = await launchServer(options);
  }
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

function doesNotStart({ log: path }: ServerOptions, log: string): Error {
  return new Error(
    `The embedded PostgreSQL does not start. Fix the reason in its log, or set DATABASE_URL. From ${path}:\n${log}`,
  );
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
