import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { runAs } from './run-as.js';
import { copyTemplate } from './template/copy-template.js';

/** The superuser of the embedded cluster and the name of its one database. */
export const OWNER = 'airlock';
export const DATABASE = 'airlock';

/** Options of initdb. The built-in locale sorts and folds case the same on every system, whatever locales it has. */
export const LOCALE = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

const UNFINISHED = 'data.unfinished-';
const INITDB_DEADLINE_MS = 120_000;

/** A data folder of PostgreSQL and the password of its owner. */
export interface Cluster {
  data: string;
  password: string;
}

export interface ClusterOptions {
  home: string;
  binaries: Binaries;
  account: Account | undefined;
  /** The folder of a cluster to begin with, which may not exist. */
  template?: (() => Promise<string>) | undefined;
  durable: boolean;
}

/**
 * The cluster in `home`, created at the first start: by copying a template, else by initdb. Both work in a temporary folder
 * that is renamed when complete, so one that was killed half-way leaves no incomplete cluster and is repeated.
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { home, account } = options;
  const data = join(home, 'data');
  const passwordFile = join(home, 'password');
  if (await exists(join(data, 'global', 'pg_control'))) {
    return { data, password: await readPassword(passwordFile) };
  }
  await removeUnfinished(home);
  const password = await writePassword(passwordFile, account);
  const unfinished = await makeCluster(options, password, passwordFile);
  await rename(unfinished, data).catch((cause: unknown) => {
    throw new Error(`${data} is damaged: it holds files but no cluster. Restore it from a backup, or remove it.`, {
      cause,
    });
  });
  return { data, password };
}

/** Errors are ignored: an initdb that outlived its parent may still be writing into its folder. */
async function removeUnfinished(home: string): Promise<void> {
  const leftovers = (await readdir(home)).filter((name) => name.startsWith(UNFINISHED));
  const remove = (name: string) => rm(join(home, name), { recursive: true, force: true }).catch(() => undefined);
  await Promise.all(leftovers.map(remove));
}

/** Returns its folder, not yet renamed. */
async function makeCluster(options: ClusterOptions, password: string, passwordFile: string): Promise<string> {
  const { home, binaries, account, durable } = options;
  const folder = () => join(home, `${UNFINISHED}${randomBytes(4).toString('hex')}`);
  const template = await options.template?.();
  const copied = folder();
  if (template && (await copyTemplate({ template, data: copied, password, binaries, account, durable }))) return copied;
  const unfinished = folder();
  await mkdir(unfinished, { mode: 0o700 });
  if (account) await chown(unfinished, account.uid, account.gid);
  await initialise(binaries, unfinished, passwordFile, account);
  return unfinished;
}

async function initialise(binaries: Binaries, data: string, passwordFile: string, account: Account | undefined) {
  const options = [`--pgdata=${data}`, `--username=${OWNER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  try {
    await runAs(account, binaries.initdb, [...options, ...LOCALE], { timeout: INITDB_DEADLINE_MS });
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
    throw new Error(`The embedded PostgreSQL could not be initialised. Fix this, or set DATABASE_URL: ${reason}`, {
      cause: error,
    });
  }
}

/** initdb reads the file as the server's account, so only that account may read it. */
async function writePassword(path: string, account: Account | undefined): Promise<string> {
  const password = randomBytes(32).toString('base64url');
  await rm(path, { force: true });
  await writeFile(path, password, { mode: 0o600, flush: true });
  if (account) await chown(path, account.uid, account.gid);
  return password;
}

async function readPassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new Error(`The password of the embedded database, ${path}, cannot be read. Restore it from a backup.`, {
      cause,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      // An unreadable folder may not be empty: never initialise over it.
      if (error.code === 'ENOENT') return false;
      throw new Error(`${path} cannot be read. Start Airlock as the user that started it first, or as root.`, {
        cause: error,
      });
    },
  );
}
