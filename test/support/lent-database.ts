import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyOf, databaseNamed, lentCopy } from './postgres.js';

/** Written beside the data of a server under test, so that a restart and `StoredState` find the same database. */
const fileOf = (dataDir: string) => join(dataDir, 'lent-database');

/** Creates a migrated database on the shared server of the run; starting an own cluster would cost seconds. */
export async function lendDatabase(dataDir: string): Promise<void> {
  const { url } = await lentCopy();
  await writeFile(fileOf(dataDir), url, { mode: 0o600 });
}

/** The setting for the database lent to the server with this data; nothing when it has its own. */
export async function lentDatabase(dataDir: string): Promise<{ DATABASE_URL?: string }> {
  const url = await readFile(fileOf(dataDir), 'utf8').catch(() => undefined);
  return url ? { DATABASE_URL: url } : {};
}

/** A data directory with a database lent to it, for a server that is killed and started again on the same data. */
export async function lentDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airlock-e2e-'));
  await lendDatabase(dataDir);
  return dataDir;
}

/** A copy of the database, as of now, that `restoreDatabase` puts in its place. The server must be stopped. */
export async function databaseBackup(dataDir: string): Promise<string> {
  const { DATABASE_URL: url } = await lentDatabase(dataDir);
  return (await copyOf(url!)).url;
}

export async function restoreDatabase(dataDir: string, backup: string): Promise<void> {
  await returnDatabase(dataDir);
  await writeFile(fileOf(dataDir), backup);
}

export async function returnDatabase(dataDir: string): Promise<void> {
  const { DATABASE_URL: url } = await lentDatabase(dataDir);
  if (url) await databaseNamed(url).drop();
}
