import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverAccount } from './account.js';
import { findBinaries } from './binaries.js';
import { DATABASE, openCluster } from './cluster.js';
import { createDatabase, ownerUrl } from './connection.js';
import { openHome } from './home.js';
import { lockDataDirectory } from './instance-lock.js';
import { type Postmaster, send, stopPostmaster } from './postmaster.js';
import { ensureRunning, type ServerOptions } from './ensure-running.js';
import { ServerSupervisor } from './server-supervisor.js';

const STOP_DEADLINE_MS = 10_000;

export interface EmbeddedPostgresOptions {
  dataDir: string;
  /** The port; chosen and remembered when not set. */
  port?: number;
  /** Whether committed data survives a power failure. It always survives the end of this process. */
  durable?: boolean;
  /** Called when the server ended and cannot be restarted. */
  failed?: (error: Error) => void;
}

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
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const lock = await lockDataDirectory(dataDir);
  try {
    const { url, home, server, running } = await start(dataDir, options);
    const restart = () => ensureRunning({ ...server, port: { wanted: running.port, remembered: undefined } });
    const supervisor = new ServerSupervisor(running, { restart, failed: options.failed ?? (() => undefined) });
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
    return { url, home, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Started {
  url: string;
  home: string;
  server: ServerOptions;
  running: Postmaster;
}

async function start(dataDir: string, { port: wanted, durable = true }: EmbeddedPostgresOptions): Promise<Started> {
  const account = await serverAccount(join(dataDir, 'postgres', 'data'));
  const home = await openHome(dataDir, account);
  const binaries = await findBinaries(home, account);
  const cluster = await openCluster(home, binaries, account);
  const portFile = join(home, 'port');
  const remembered = Number(await readFile(portFile, 'utf8').catch(() => 0)) || undefined;
  const log = join(home, 'postgres.log');
  const server = { cluster, postgres: binaries.postgres, log, account, port: { wanted, remembered }, durable };
  const running = await ensureRunning(server);
  const { port, pid } = running;
  try {
    await writeFile(portFile, String(port), { mode: 0o600 });
    await createDatabase(port, cluster.password, DATABASE);
    return { url: ownerUrl(port, cluster.password, DATABASE), home, server, running };
  } catch (error) {
    await stopPostmaster(cluster.data, pid, STOP_DEADLINE_MS);
    throw error;
  }
}
