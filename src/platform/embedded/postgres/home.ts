import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { restrictAccess } from '../data-directory.js';
import type { Account } from './account.js';
import { runAs } from './run-as.js';

/** The parent of the database folder when its account cannot enter DATA_DIR, for example under root's home. */
const FALLBACK = '/var/lib/airlock';

const OWNER_ONLY = 0o700;
const TRAVERSABLE = 0o711;

/**
 * The folder of the embedded PostgreSQL: `<DATA_DIR>/postgres`, accessible to the account that it runs as. If that account
 * cannot reach it, it becomes a symlink to a new folder in /var/lib/airlock, so that DATA_DIR still shows where the data
 * is, and removing DATA_DIR never brings old data back.
 */
export async function openHome(dataDir: string, account: Account | undefined): Promise<string> {
  const home = join(dataDir, 'postgres');
  const exists = await lstat(home).catch(() => undefined);
  if (!exists) await createHome(home, dataDir, account);
  const real = await realpath(home).catch((cause: unknown) => {
    throw new Error(`${home} points to a folder that does not exist. Restore it, or remove ${home} to start empty.`, {
      cause,
    });
  });
  await closeHome(real, account);
  if (await canEnter(real, account)) return real;
  throw new Error(
    `The user that runs PostgreSQL (uid ${account?.uid ?? process.getuid?.()}) cannot use ${real}. ` +
      'Give it that folder (chown -R) and access to the folders above (chmod o+x), or choose another DATA_DIR.',
  );
}

async function createHome(home: string, dataDir: string, account: Account | undefined): Promise<void> {
  if (!account || (await canEnter(dataDir, account))) return makeFolder(home, account);
  await mkdir(FALLBACK, { recursive: true });
  await chmod(FALLBACK, TRAVERSABLE);
  const real = join(FALLBACK, `postgres-${randomBytes(6).toString('hex')}`);
  await makeFolder(real, account);
  await symlink(real, home);
}

/** Restricts a folder of an earlier release, which may be readable to all. Copied programs stay readable to the server's user. */
async function closeHome(home: string, account: Account | undefined): Promise<void> {
  await restrictAccess(home, account ? TRAVERSABLE : OWNER_ONLY);
  for (const name of ['data', 'password', 'port', 'postgres.log']) await restrictAccess(join(home, name));
}

/** The folder belongs to root: the server may traverse it, but cannot create files in it that root would open. */
async function makeFolder(path: string, account: Account | undefined): Promise<void> {
  await mkdir(path);
  await chmod(path, account ? TRAVERSABLE : OWNER_ONLY);
}

/** Tested as that account: mode bits alone do not cover access lists and capabilities. */
async function canEnter(path: string, account: Account | undefined): Promise<boolean> {
  if (process.platform === 'win32') return true;
  return runAs(account, 'test', ['-x', path]).then(
    () => true,
    () => false,
  );
}
