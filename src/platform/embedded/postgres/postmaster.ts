import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.js';
import { startTimeOf, worksOn } from './process-identity.js';
import { serverEnvironment } from './run-as.js';

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/** A running PostgreSQL server: started by this process or left over from a killed one. */
export interface Postmaster {
  pid: number;
  port: number;
}

/** Durable, small, only reachable from this machine. Passed on the command line, so that updates apply to old clusters. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  max_connections: '60',
  shared_buffers: '128MB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Parallel plans need /dev/shm, of which a container has little.
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** For data that may be lost in a power failure, such as that of tests. */
const notDurable = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  // A test run has many servers on one cluster.
  max_connections: '250',
};

/**
 * Of glibc's allocator: by default a process gives memory back after each larger statement and takes it again for the next one,
 * which is a twentieth of the processor time of small statements. So each process keeps up to 4 MiB. Other systems ignore these.
 */
const allocator = { MALLOC_TRIM_THRESHOLD_: '4194304', MALLOC_TOP_PAD_: '524288', MALLOC_MMAP_THRESHOLD_: '1048576' };

/** Starts the server in its own process group, so that Ctrl-C only reaches Airlock, which stops the database last. */
export async function spawnPostmaster(options: {
  postgres: string;
  data: string;
  log: string;
  port: number;
  account: Account | undefined;
  durable: boolean;
}): Promise<Postmaster> {
  const { postgres, data, log, port, account, durable } = options;
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    ...Object.entries({ ...settings, ...(durable ? {} : notDurable) }).map(([name, value]) => `--${name}=${value}`),
  ];
  const large = ((await stat(log).catch(() => undefined))?.size ?? 0) > LOG_LIMIT_BYTES;
  const output = await open(log, large ? 'w' : 'a', 0o600);
  try {
    const child = spawn(postgres, args, {
      ...account,
      cwd: '/',
      env: { ...serverEnvironment, ...allocator },
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    await once(child, 'spawn');
    child.unref();
    return { pid: child.pid as number, port };
  } finally {
    await output.close();
  }
}

/** The running server of this data folder, by its postmaster.pid; undefined when there is none. */
export async function runningPostmaster(data: string): Promise<Postmaster | undefined> {
  const recorded = await recordedPostmaster(data);
  return recorded && (await isRunning(recorded.pid)) ? recorded : undefined;
}

/** Reads postmaster.pid: the process id in the first line, the port in the fourth. */
async function recordedPostmaster(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = text.split('\n').map(Number);
  return pid ? { pid, port: port || 0 } : undefined;
}

/**
 * Removes a postmaster.pid whose process is a zombie or meanwhile another program: PostgreSQL would treat it as its running
 * server and refuse to start. PostgreSQL itself still checks that no old backend uses its shared memory.
 */
export async function removeStalePidFile(data: string): Promise<void> {
  const recorded = await recordedPostmaster(data);
  if (!recorded) return;
  if ((await isRunning(recorded.pid)) && (await worksOn(recorded.pid, data)) !== false) return;
  await rm(join(data, 'postmaster.pid'), { force: true });
}

export async function isRunning(pid: number): Promise<boolean> {
  return (await startTimeOf(pid)) !== undefined;
}

/** Fast shutdown; if that takes too long an immediate one, from which the next start recovers. Always returns. */
export async function stopPostmaster(data: string, pid: number, deadlineMs: number): Promise<void> {
  // After a server ended by itself, its process id may belong to another process.
  if ((await runningPostmaster(data))?.pid !== pid) return;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!send(pid, signal)) return;
    if (await isGone(pid, deadlineMs)) return;
  }
}

export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function isGone(pid: number, deadlineMs: number): Promise<boolean> {
  const deadline = performance.now() + deadlineMs;
  while (await isRunning(pid)) {
    if (performance.now() > deadline) return false;
    await delay(10);
  }
  return true;
}
