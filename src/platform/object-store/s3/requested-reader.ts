import type { Readable } from 'node:stream';
import { StreamGarbage } from '../../memory/stream-garbage.js';
import { gathered } from '../gathered.js';
import { ObjectChangedError, type ObjectReader, type ObjectStore, type ObjectVersion } from '../object-store.js';

/** Each read is a request that names the version. */
export class RequestedReader implements ObjectReader {
  readonly size: number;

  constructor(
    private readonly store: Pick<ObjectStore, 'get'>,
    private readonly version: ObjectVersion,
    private readonly signal: AbortSignal,
  ) {
    this.size = version.size;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    const garbage = new StreamGarbage();
    for await (const chunk of (await this.get()) as AsyncIterable<Buffer>) {
      yield chunk;
      garbage.count(chunk);
    }
  }

  async whole(): Promise<Buffer> {
    return gathered((await this.get()) as AsyncIterable<Buffer>, this.size);
  }

  read(start: number, end: number): Promise<Readable> {
    return this.get({ start, end });
  }

  private async get(range?: { start: number; end: number }): Promise<Readable> {
    const { key, etag, size } = this.version;
    const body = await this.store.get(key, { etag, size, range, signal: this.signal });
    if (!body) throw new ObjectChangedError(key);
    return body.stream;
  }
}
