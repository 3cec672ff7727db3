import { writeFile } from 'node:fs/promises';
import { DATABASE } from './cluster.js';
import { createDatabase, ownerUrl } from './connection.js';
import { ensureRunning } from './ensure-running.js';
import {
  type EmbeddedPostgresOptions,
  launchEmbeddedPostgres,
  type LaunchedPostgres,
  portFileOf,
} from './launch-embedded-postgres.js';
import { type Postmaster, send, stopPostmaster } from './postmaster.js';
import { ServerSupervisor } from './server-supervisor.js';

const STOP_DEADLINE_MS = 10_000;

export interface EmbeddedPostgres {
  /** The owner's connection string of the database `airlock`. Contains a password: never log it. */
  url: string;
  /** The folder of its files: below DATA_DIR, or elsewhere if its user cannot enter that. Logged at start. */
  home: string;
  /** Stops the server and releases the data directory. Limited in time, safe to call twice. */
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL under `<DATA_DIR>/postgres`, for a start without configuration. Adopts the server of a killed Airlock;
 * never shares one with a running Airlock. A server that ends by itself is restarted.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return finishStart(await launchEmbeddedPostgres(options), options.failed);
}

/** Waits until a launched server responds, and supervises it from then on. */
export async function finishStart(
  launched: LaunchedPostgres,
  failed: (error: Error) => void = () => undefined,
): Promise<EmbeddedPostgres> {
  const { home, server, lock } = launched;
  try {
    const running = await ready(launched);
    const restart = () => ensureRunning({ ...server, port: { wanted: running.port, remembered: undefined } });
    const supervisor = new ServerSupervisor(running, { restart, failed });
    // An exit without stop() still requests a shutdown: an exit handler can do no more than send a signal.
    const onExit = () => void send(supervisor.pid, 'SIGINT');
    process.once('exit', onExit);
    const stop = async () => {
      await supervisor.stop();
      await stopPostmaster(server.cluster.data, supervisor.pid, STOP_DEADLINE_MS);
      process.off('exit', onExit);
      await lock.release();
    };
    let stopped: Promise<void> | undefined;
    const url = ownerUrl(running.port, server.cluster.password, DATABASE);
    return { url, home, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function ready({ home, server, launch }: LaunchedPostgres): Promise<Postmaster> {
  const running = await ensureRunning(server, launch);
  const { port, pid } = running;
  try {
    await writeFile(portFileOf(home), String(port), { mode: 0o600 });
    await createDatabase(port, server.cluster.password, DATABASE);
    return running;
  } catch (error) {
    await stopPostmaster(server.cluster.data, pid, STOP_DEADLINE_MS);
    throw error;
  }
}
