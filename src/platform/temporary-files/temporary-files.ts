import { mkdir, open, readdir, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { RandomAccess } from '../streams/random-access.js';
import { piecesOf, ScratchFile } from './scratch-file.js';

const PREFIX = 'scan-';

/**
 * Nameless files on disk: of nested archives, which are read from their end, and of bodies that do not fit in memory. A
 * file is unlinked as soon as it is open, so it goes with its process, however that dies; what a crash left between the
 * two is removed at the next start.
 */
export class TemporaryFiles {
  private ready: Promise<void> | undefined;

  constructor(readonly directory: string) {}

  /** Those of a directory that this process has prepared: to be used from another thread. */
  static preparedIn(directory: string): TemporaryFiles {
    const files = new TemporaryFiles(directory);
    files.ready = Promise.resolve();
    return files;
  }

  /** Creates the directory and clears it of leftovers. A file that another process still reads stays readable to it. */
  prepare(): Promise<void> {
    this.ready ??= this.clean();
    return this.ready;
  }

  /** An empty file that can be written and read repeatedly. */
  async scratch(): Promise<ScratchFile> {
    return new ScratchFile(await this.nameless());
  }

  async spool(source: AsyncIterable<Buffer>): Promise<SpooledFile> {
    const handle = await this.nameless();
    try {
      let size = 0;
      for await (const chunk of source) {
        await handle.writev([chunk]);
        size += chunk.length;
      }
      return new SpooledFile(handle, size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** An empty file, and a second descriptor of it that can only read: for another process. The caller closes both. */
  async withReader(): Promise<{ file: FileHandle; reader: FileHandle }> {
    let reader: FileHandle | undefined;
    const file = await this.nameless(async (path) => (reader = await open(path, 'r')));
    return { file, reader: reader! };
  }

  private async nameless(whileNamed: (path: string) => Promise<unknown> = async () => {}): Promise<FileHandle> {
    await this.prepare();
    const path = join(this.directory, `${PREFIX}${randomUUID()}`);
    const handle = await open(path, 'wx+', 0o600);
    try {
      await whileNamed(path);
      await unlink(path);
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  private async clean(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const names = await readdir(this.directory);
    const leftovers = names.filter((name) => name.startsWith(PREFIX));
    await Promise.allSettled(leftovers.map((name) => unlink(join(this.directory, name))));
  }
}

/** An unlinked file on disk with random access, deleted when closed. */
export class SpooledFile implements RandomAccess {
  constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {}

  async read(start: number, end: number): Promise<Readable> {
    return Readable.from(piecesOf(this.handle, start, end), { objectMode: true, highWaterMark: 1 });
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
