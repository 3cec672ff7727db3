import { statfs } from 'node:fs/promises';

const MIB = 1024 * 1024;
/** PostgreSQL writes its log in segments of 16 MiB, and stops when it cannot. */
const LEAST_FREE_BYTES = 32 * MIB;

/** Why nothing more can be written to the disk of a folder; undefined while there is space. */
export async function whyDiskIsFull(folder: string): Promise<string | undefined> {
  const { bavail, bsize, ffree, files } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes < LEAST_FREE_BYTES) return `has ${Math.floor(freeBytes / MIB)} MiB left`;
  return files > 0 && ffree === 0 ? 'has no free inodes' : undefined;
}
