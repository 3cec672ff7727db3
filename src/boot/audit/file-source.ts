import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Source } from '../../features/scanning/inspection/examination.js';
import { spanChunks, turningChunks } from '../../platform/streams/file-spans.js';

/** A file on disk, read as an object in a store is. */
export class FileSource implements Source {
  private constructor(
    private readonly path: string,
    readonly size: number,
  ) {}

  static async of(path: string): Promise<FileSource> {
    return new FileSource(path, (await stat(path)).size);
  }

  chunks(): AsyncIterable<Buffer> {
    return turningChunks([{ path: this.path, start: 0, end: this.size - 1 }]);
  }

  async read(start: number, end: number): Promise<Readable> {
    return Readable.from(spanChunks([{ path: this.path, start, end }]), { objectMode: false });
  }
}
