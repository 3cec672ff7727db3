import type { Readable } from 'node:stream';
import { heldInMemory } from '../../../platform/archives/held-in-memory.js';
import { ObjectChangedError, type ObjectStore } from '../../../platform/object-store/object-store.js';
import { Errors } from '../../../shared/errors/errors.js';
import type { Source } from './examination.js';

/** One version of an object: all reads of an inspection are of these bytes. */
export interface PinnedObject {
  key: string;
  etag: string;
  size: number;
}

/** Objects up to this size are read at once: one request to the store answers every look into them. */
export const WHOLE_BYTES = 256 * 1024;

/** The bytes of an object in the store: small ones in memory, others read as they are needed. */
export async function storedObject(store: ObjectStore, object: PinnedObject, signal: AbortSignal): Promise<Source> {
  const source = new StreamedObject(store, object, signal);
  return object.size > WHOLE_BYTES ? source : wholeOf(source);
}

class StreamedObject implements Source {
  constructor(
    private readonly store: ObjectStore,
    private readonly object: PinnedObject,
    private readonly signal: AbortSignal,
  ) {}

  get size(): number {
    return this.object.size;
  }

  open(): Promise<Readable> {
    return this.get();
  }

  read(start: number, end: number): Promise<Readable> {
    return this.get({ start, end });
  }

  private async get(range?: { start: number; end: number }): Promise<Readable> {
    const { key, etag, size } = this.object;
    const body = await this.store.get(key, { etag, size, range, signal: this.signal });
    if (!body) throw new ObjectChangedError(key);
    return body.stream;
  }
}

async function wholeOf(source: StreamedObject): Promise<Source> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of (await source.open()) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > source.size) break;
    chunks.push(chunk);
  }
  if (length !== source.size)
    throw Errors.storageUnavailable(new Error(`The store sent ${length} bytes of an object of ${source.size}.`));
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
  return { ...heldInMemory(bytes), open: () => source.open() };
}
