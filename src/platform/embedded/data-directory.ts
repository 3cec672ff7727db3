import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { warnEarly } from '../logging/early-warnings.js';

const OWNER_ONLY = 0o700;
/** Other users may traverse the directory to their own files, but not list it. */
const TRAVERSABLE = 0o711;
/** The permissions of PostgreSQL's folder are set by postgres/home.ts, because it may run as another user. */
const POSTGRES = 'postgres';

/**
 * Creates DATA_DIR, or restricts an existing one: other users of this machine can read nothing in it. Where PostgreSQL
 * runs as another user, that user may traverse it. Permissions are only removed, never added.
 */
export async function openDataDirectory(path: string, { isTraversable }: { isTraversable: boolean }): Promise<void> {
  const mode = isTraversable ? TRAVERSABLE : OWNER_ONLY;
  if (await mkdir(path, { recursive: true, mode })) return chmod(path, mode);
  await restrictAccess(path, mode);
  for (const entry of await readdir(path, { withFileTypes: true }))
    if (entry.name !== POSTGRES && !entry.isSymbolicLink()) await restrictAccess(join(path, entry.name));
}

/** Removes the permissions of others beyond `most`. A restricted folder also protects everything below it. */
export async function restrictAccess(path: string, most = OWNER_ONLY): Promise<void> {
  try {
    const { mode } = await stat(path);
    if (mode & 0o777 & ~most) await chmod(path, mode & most);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    warnEarly('Data', `Others may be able to read ${path}: ${(error as Error).message}`);
  }
}
