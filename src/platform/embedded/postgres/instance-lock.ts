import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTimeOf } from './process-identity.js';

export interface InstanceLock {
  release(): Promise<void>;
}

interface Holder {
  pid: number;
  start: string;
}

/**
 * Allows one running Airlock per DATA_DIR, by the lock file `airlock.pid`. The lock of a dead process is taken over, that of
 * a running one never.
 */
export async function lockDataDirectory(dataDir: string): Promise<InstanceLock> {
  const path = join(dataDir, 'airlock.pid');
  const mine = join(dataDir, `airlock.pid.${randomUUID()}`);
  const holder: Holder = { pid: process.pid, start: (await startTimeOf(process.pid)) ?? 'unknown' };
  await writeFile(mine, JSON.stringify(holder), { mode: 0o600 }).catch((cause: unknown) => {
    throw new Error(`${dataDir} cannot be written. Give this user write access, or choose another DATA_DIR.`, {
      cause,
    });
  });
  try {
    await acquire(path, mine, dataDir);
  } finally {
    await rm(mine, { force: true });
  }
  return { release: () => rm(path, { force: true }) };
}

/** Linking a complete file is atomic: an incomplete lock is never visible. */
async function acquire(path: string, mine: string, dataDir: string): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    if (await tryLink(mine, path)) return;
    const holder = await runningHolder(path);
    if (holder) throw inUse(dataDir, holder);
    await discardStale(path, dataDir);
  }
  throw new Error(`The lock ${path} could not be taken. Start again when no other Airlock is starting on ${dataDir}.`);
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moved aside first and checked again: a third process may have created its own lock meanwhile. */
async function discardStale(path: string, dataDir: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  const holder = await runningHolder(aside);
  if (holder) await tryLink(aside, path);
  await rm(aside, { force: true });
  if (holder) throw inUse(dataDir, holder);
}

async function runningHolder(path: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(path, 'utf8')) as Holder;
    return (await startTimeOf(holder.pid)) === holder.start ? holder : undefined;
  } catch {
    return undefined;
  }
}

function inUse(dataDir: string, holder: Holder): Error {
  return new Error(
    `Another Airlock (process ${holder.pid}) is using ${dataDir}. Stop it, or give this one another DATA_DIR.`,
  );
}
