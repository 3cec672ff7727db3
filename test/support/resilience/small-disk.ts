import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lendDatabase } from '../lent-database.js';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const SIZE = '96m';

/** A file system in memory that a test fills to the last byte. */
export class SmallDisk {
  private constructor(readonly path: string) {}

  /** Nothing where this process may not mount one. */
  static async mount(): Promise<SmallDisk | undefined> {
    const path = await mkdtemp(join(tmpdir(), 'airlock-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=0700`, 'tmpfs', path]);
      return new SmallDisk(path);
    } catch {
      await rm(path, { recursive: true });
      return undefined;
    }
  }

  lendDatabase(): Promise<void> {
    return lendDatabase(this.path);
  }

  async fill(): Promise<void> {
    const file = await open(this.filler, 'a');
    const chunk = Buffer.alloc(MIB);
    try {
      for (;;) await file.appendFile(chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await file.close();
    }
  }

  empty(): Promise<void> {
    return rm(this.filler);
  }

  async unmount(): Promise<void> {
    await run('umount', [this.path]);
    await rm(this.path, { recursive: true, force: true });
  }

  private get filler(): string {
    return join(this.path, 'filler');
  }
}
