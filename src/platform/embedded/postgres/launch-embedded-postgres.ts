import { mkdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { serverAccount } from './account.js';
import { findBinaries } from './binaries.js';
import { openCluster } from './cluster.js';
import { openHome } from './home.js';
import { type InstanceLock, lockDataDirectory } from './instance-lock.js';
import { type Launch, launchServer, type ServerOptions } from './launch-server.js';

export interface EmbeddedPostgresOptions {
  dataDir: string;
  /** The port; chosen and remembered when not set. */
  port?: number;
  /** Whether committed data survives a power failure. It always survives the end of this process. */
  durable?: boolean;
  /** The folder of a cluster to begin with (`template/`), called only where there is none yet. */
  template?: () => Promise<string>;
  /** Called when the server ended and cannot be restarted. */
  failed?: (error: Error) => void;
}

/** A server that was started and may not respond yet. `finishStart` waits for it. */
export interface LaunchedPostgres {
  home: string;
  server: ServerOptions;
  launch: Launch;
  lock: InstanceLock;
}

/**
 * Everything until the server's process runs, with few modules loaded: it starts on another core while this process loads
 * the rest of the program.
 */
export async function launchEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<LaunchedPostgres> {
  const { port: wanted, durable = true, template } = options;
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const lock = await lockDataDirectory(dataDir);
  try {
    const account = await serverAccount(join(dataDir, 'postgres', 'data'));
    const home = await openHome(dataDir, account);
    const binaries = await findBinaries(home, account);
    const cluster = await openCluster({ home, binaries, account, template, durable });
    const remembered = Number(await readFile(portFileOf(home), 'utf8').catch(() => 0)) || undefined;
    const log = join(home, 'postgres.log');
    const server = { cluster, postgres: binaries.postgres, log, account, port: { wanted, remembered }, durable };
    return { home, server, launch: await launchServer(server), lock };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

export const portFileOf = (home: string) => join(home, 'port');
