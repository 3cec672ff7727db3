import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One `<timestamp>_<name>/migration.sql`. */
export interface MigrationFile {
  name: string;
  sql: string;
  checksum: string;
}

/** The migrations of a Prisma directory, oldest first. */
export async function readMigrationFiles(directory: string): Promise<MigrationFile[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Error(`The migrations directory ${directory} cannot be read. Install Airlock with its prisma folder.`, {
      cause,
    });
  });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map((name) => readMigrationFile(directory, name)));
}

async function readMigrationFile(directory: string, name: string): Promise<MigrationFile> {
  const path = join(directory, name, 'migration.sql');
  const sql = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`${path} cannot be read. Restore it, or remove its folder if it was never applied.`, { cause });
  });
  return { name, sql, checksum: checksum(sql) };
}

/** Whether the file matches the recorded checksum. Line ends may differ: a checkout on Windows changes them. */
export function isUnchanged(file: MigrationFile, recorded: string): boolean {
  const unix = file.sql.replaceAll('\r\n', '\n');
  return [file.checksum, checksum(unix), checksum(unix.replaceAll('\n', '\r\n'))].includes(recorded);
}

function checksum(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}
