import { Readable } from 'node:stream';
import { type StoredVersion } from '../../embedded/store/disk/stored-files.js';
import { ObjectChangedError, type ObjectReader, type ObjectVersion } from '../object-store.js';
import { gathered } from '../gathered.js';
import { guardedChunks } from './guarded-chunks.js';

/** All reads are of the segments that the first one found, so that another object with the same ETag cannot show in between. */
export class FileReader implements ObjectReader {
  readonly size: number;
  private found: StoredVersion | null | undefined;

  constructor(
    private readonly version: ObjectVersion,
    private readonly find: (key: string) => StoredVersion | null,
    private readonly idleMs: number,
    private readonly signal: AbortSignal,
  ) {
    this.size = version.size;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    yield* this.guarded(this.stored().chunks());
  }

  async whole(): Promise<Buffer> {
    return gathered(this.guarded(this.stored().read()), this.size);
  }

  async read(start: number, end: number): Promise<Readable> {
    return Readable.from(this.guarded(this.stored().read({ start, end })), { objectMode: false });
  }

  private guarded(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
    const { idleMs, signal } = this;
    return guardedChunks(chunks, { key: this.version.key, idleMs, signal });
  }

  private stored(): StoredVersion {
    const { key, etag, size } = this.version;
    this.signal.throwIfAborted();
    this.found ??= this.find(key);
    if (this.found?.record.etag !== etag || this.found.record.size !== size) throw new ObjectChangedError(key);
    return this.found;
  }
}
