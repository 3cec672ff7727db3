import { stat } from 'node:fs/promises';
import type { Account } from './account.js';
import type { Cluster } from './cluster.js';
import { freePort } from './free-port.js';
import { type Postmaster, removeStalePidFile, runningPostmaster, spawnPostmaster } from './postmaster.js';

export interface ServerOptions {
  cluster: Cluster;
  postgres: string;
  log: string;
  account: Account | undefined;
  port: { wanted: number | undefined; remembered: number | undefined };
  durable: boolean;
}

/** A server process that may not respond yet. */
export interface Launch {
  server: Postmaster;
  /** It was left running by a killed process. */
  wasRunning: boolean;
  /** The size of the log before it was started. */
  logged: number;
}

/** The server of the cluster that is running already, else a new one. */
export async function launchServer(options: ServerOptions): Promise<Launch> {
  const { data } = options.cluster;
  await removeStalePidFile(data);
  const left = await runningPostmaster(data);
  return left ? { server: left, wasRunning: true, logged: await sizeOf(options.log) } : launchAnother(options);
}

/** A new server process, whatever else is running. */
export async function launchAnother(options: ServerOptions): Promise<Launch> {
  const logged = await sizeOf(options.log);
  const port = await choosePort(options);
  return { server: await spawnPostmaster({ ...options, data: options.cluster.data, port }), wasRunning: false, logged };
}

async function choosePort({ port: { wanted, remembered } }: ServerOptions): Promise<number> {
  const port = await freePort(wanted ?? remembered);
  if (!wanted || port === wanted) return port;
  throw new Error(`Port ${wanted} for the embedded PostgreSQL is in use. Free it, or leave the port to be chosen.`);
}

/** In bytes; 0 for a file that does not exist. */
export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
