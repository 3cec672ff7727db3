import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Source } from '../../features/scanning/inspection/examination.js';

/** A file on disk, read as an object in a store is. */
export class FileSource implements Source {
  private constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {}

  static async open(path: string): Promise<FileSource> {
    const handle = await open(path);
    try {
      return new FileSource(handle, (await handle.stat()).size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async open(): Promise<Readable> {
    return this.handle.createReadStream({ start: 0, autoClose: false });
  }

  async read(start: number, end: number): Promise<Readable> {
    return this.handle.createReadStream({ start, end, autoClose: false });
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
