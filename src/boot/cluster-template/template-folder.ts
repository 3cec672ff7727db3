import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installedVersion } from '../../platform/embedded/postgres/binaries.js';
import { LOCALE } from '../../platform/embedded/postgres/cluster.js';
import { readMigrationFiles } from '../../platform/prisma/migrations/migration-files.js';
import { packageFile } from '../package-file.js';

export const TEMPLATES = packageFile('dist/cluster-template');
export const MIGRATIONS = packageFile('prisma/migrations');

/**
 * Where the template of the embedded database is, if the build made one. The name says what it was made of: PostgreSQL, the
 * system, the migrations, and the versions of packages, one of which migrates the queue. Another is never found.
 */
export async function templateFolder(): Promise<string> {
  const packages = await readFile(packageFile('package.json'), 'utf8');
  const migrations = (await readMigrationFiles(MIGRATIONS)).map(({ name, checksum }) => [name, checksum]);
  const made = [process.platform, process.arch, await installedVersion(), LOCALE, packages, migrations];
  return join(TEMPLATES, createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 16));
}
