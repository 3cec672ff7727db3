import { constants } from 'node:fs';
import { copyFile, link, open, readdir, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { hasCode, makeDirectory, moveInto, writeFlushed } from './durable.js';

/** A file in the scratch directory, flushed and ready to be moved into place. */
export interface StagedFile {
  path: string;
  size: number;
}

/** The directory for temporary files. Files that a crash leaves here were never acknowledged; the next start removes them. */
export class Scratch {
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

  async write(content: AsyncIterable<Buffer>): Promise<string> {
    const path = this.newPath();
    await writeFlushed(path, content);
    return path;
  }

  /** Replaces a small JSON file atomically. */
  async replaceJson(target: string, value: unknown): Promise<void> {
    const path = this.newPath();
    await writeFlushed(path, JSON.stringify(value));
    await moveInto(path, target);
  }

  /** A hard link to an immutable file; a copy where the file system does not support links. */
  async linkOf(source: string): Promise<string> {
    const path = this.newPath();
    try {
      await link(source, path);
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

  private newPath(): string {
    return join(this.directory, randomBytes(16).toString('hex'));
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
