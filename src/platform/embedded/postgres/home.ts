import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { closeToOthers } from '../data-directory.js';
import type { Account } from './account.js';
import { runAs } from './run-as.js';

/** Where the database goes when its account cannot enter DATA_DIR, for example under root's home. */
const ELSEWHERE = '/var/lib/airlock';

const OWNER_ONLY = 0o700;
const PASSABLE = 0o711;

/**
 * The folder that holds everything of the embedded PostgreSQL: `<DATA_DIR>/postgres`, entered by the account it runs
 * as. If that account cannot get there, this becomes a symlink to a fresh folder in /var/lib/airlock, so DATA_DIR
 * still says where the data is, and removing DATA_DIR never brings old data back.
 */
export async function openHome(dataDir: string, account: Account | undefined): Promise<string> {
  const home = join(dataDir, 'postgres');
  const exists = await lstat(home).catch(() => undefined);
  if (!exists) await createHome(home, dataDir, account);
  const real = await realpath(home).catch((cause: unknown) => {
    throw new Error(`${home} points to a folder that is gone. Bring it back, or remove ${home} to start empty.`, {
      cause,
    });
  });
  await closeHome(real, account);
  if (await canEnter(real, account)) return real;
  throw new Error(
    `The user that runs PostgreSQL (uid ${account?.uid ?? process.getuid?.()}) cannot use ${real}. ` +
      'Give it that folder (chown -R) and let it enter the folders above (chmod o+x), or choose another DATA_DIR.',
  );
}

async function createHome(home: string, dataDir: string, account: Account | undefined): Promise<void> {
  if (!account || (await canEnter(dataDir, account))) return makeFolder(home, account);
  await mkdir(ELSEWHERE, { recursive: true });
  await chmod(ELSEWHERE, PASSABLE);
  const real = join(ELSEWHERE, `postgres-${randomBytes(6).toString('hex')}`);
  await makeFolder(real, account);
  await symlink(real, home);
}

/** A home of an earlier release may be open to all. Programs that were copied here stay readable to the server's user. */
async function closeHome(home: string, account: Account | undefined): Promise<void> {
  await closeToOthers(home, account ? PASSABLE : OWNER_ONLY);
  for (const name of ['data', 'password', 'port', 'postgres.log']) await closeToOthers(join(home, name));
}

/** Root keeps the folder: the server may pass through to its data, yet can plant nothing that root would then open. */
async function makeFolder(path: string, account: Account | undefined): Promise<void> {
  await mkdir(path);
  await chmod(path, account ? PASSABLE : OWNER_ONLY);
}

/** Asked as that account: mode bits alone do not tell about access lists and capabilities. */
async function canEnter(path: string, account: Account | undefined): Promise<boolean> {
  if (process.platform === 'win32') return true;
  return runAs(account, 'test', ['-x', path]).then(
    () => true,
    () => false,
  );
}
