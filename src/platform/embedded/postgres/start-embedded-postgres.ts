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
  /** Where it must listen; chosen and remembered when left out. */
  port?: number;
  /** Whether what is committed outlives a power cut. It always outlives this process. */
  durable?: boolean;
  /** It ended and cannot be kept running: without a database this process is of no use. */
  failed?: (error: Error) => void;
}

export interface EmbeddedPostgres {
  /** The owner's connection string to the database `airlock`. Holds a password: never log it. */
  url: string;
  /** Where it keeps its files: below DATA_DIR, or elsewhere if its user cannot enter that. Worth a line in the log. */
  home: string;
  /** Ends the server and frees the data directory. Bounded in time, safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Real PostgreSQL under `<DATA_DIR>/postgres`, for a start with nothing configured. Adopts a server that a killed
 * Airlock left behind; never shares one with a living Airlock. A server that ends by itself is started again.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const lock = await lockDataDirectory(dataDir);
  try {
    const { url, home, server, running } = await start(dataDir, options);
    const restart = () => ensureRunning({ ...server, port: { wanted: running.port, remembered: undefined } });
    const watch = new ServerSupervisor(running, { restart, failed: options.failed ?? (() => undefined) });
    // An exit that forgot to stop still asks for a shutdown: a signal is all that a dying process can send.
    const onExit = () => void send(watch.pid, 'SIGINT');
    process.once('exit', onExit);
    const stop = async () => {
      await watch.stop();
      await stopPostmaster(server.cluster.data, watch.pid, STOP_DEADLINE_MS);
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
