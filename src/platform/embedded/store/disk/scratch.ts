import { constants, linkSync, renameSync, rmSync } from 'node:fs';
import { copyFile, open, readdir, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { syncDirectory } from './directory-sync.js';
import { hasCode, makeDirectory, moveInto, writeFlushed } from './durable.js';

/** A file in the scratch directory, flushed and ready to be moved into place. */
export interface StagedFile {
  path: string;
  size: number;
}

/** The directory for temporary files. Files that a crash leaves here were never acknowledged; the next start removes them. */
export class Scratch {
  private readonly run = randomBytes(12).toString('hex');
  private count = 0;
  private stale: string[] = [];

  constructor(private readonly directory: string) {}

  async open(): Promise<void> {
    await makeDirectory(this.directory);
    this.stale = await readdir(this.directory);
  }

  /** Removes the files of an earlier run. May take long; safe to run in the background. */
  async clearStale(): Promise<void> {
    for (const name of this.stale.splice(0)) await rm(join(this.directory, name), { recursive: true, force: true });
  }

  /** A path that is not in use. */
  newPath(): string {
    return join(this.directory, `${this.run}${(this.count++).toString(16).padStart(8, '0')}`);
  }

  /** Replaces a small file atomically. */
  async replace(target: string, ...content: (string | Buffer)[]): Promise<void> {
    const path = this.newPath();
    await writeFlushed(path, ...content);
    await moveInto(path, target);
  }

  /**
   * Removes a file so that it stays away after a power failure: moves it here, which is one step for the file system, and
   * flushes this directory. Removals in any directories share the flush. Missing files are ignored.
   */
  async remove(file: string): Promise<void> {
    const path = this.newPath();
    try {
      renameSync(file, path);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return;
      throw error;
    }
    await syncDirectory(this.directory);
    rmSync(path, { force: true });
  }

  /** A hard link to an immutable file; a copy where the file system does not support links. */
  async linkOf(source: string): Promise<string> {
    const path = this.newPath();
    try {
      linkSync(source, path);
    } catch (error) {
      if (!hasCode(error, 'EPERM', 'EXDEV', 'EMLINK', 'ENOTSUP', 'ENOSYS')) throw error;
      await copyFlushed(source, path);
    }
    return path;
  }

  /** Moves a directory away atomically, then removes it. */
  async discardDirectory(directory: string): Promise<void> {
    const path = this.newPath();
    await rename(directory, path);
    await rm(path, { recursive: true, force: true });
  }

  async discard(files: readonly StagedFile[]): Promise<void> {
    for (const { path } of files) await rm(path, { force: true });
  }
}

async function copyFlushed(source: string, target: string): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  const handle = await open(target, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
