import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';

const OWNER_ONLY = 0o700;
/** Others may pass through to what is theirs, and see no names. */
const PASSABLE = 0o711;
/** PostgreSQL's own folder has its own rules (postgres/home.ts): it may run as another user. */
const POSTGRES = 'postgres';

/**
 * Makes DATA_DIR, or closes an existing one: nothing in it can be read by other users of this machine. Where PostgreSQL
 * runs as a user of its own, that user may pass through. Never opens what was closed.
 */
export async function openDataDirectory(path: string, { isPassable }: { isPassable: boolean }): Promise<void> {
  const mode = isPassable ? PASSABLE : OWNER_ONLY;
  if (await mkdir(path, { recursive: true, mode })) return chmod(path, mode);
  await closeToOthers(path, mode);
  for (const entry of await readdir(path, { withFileTypes: true }))
    if (entry.name !== POSTGRES && !entry.isSymbolicLink()) await closeToOthers(join(path, entry.name));
}

/** Takes away what others may do beyond `most`; what is below a closed folder is closed with it. */
export async function closeToOthers(path: string, most = OWNER_ONLY): Promise<void> {
  try {
    const { mode } = await stat(path);
    if (mode & 0o777 & ~most) await chmod(path, mode & most);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    new Logger('Data').warn(`Others may be able to read ${path}: ${(error as Error).message}`);
  }
}
