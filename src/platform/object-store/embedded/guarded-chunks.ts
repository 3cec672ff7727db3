import { isMissing } from '../../embedded/store/disk/durable.js';
import { asStoreError } from '../s3/s3-errors.js';
import { ObjectChangedError } from '../object-store.js';

export interface ReadGuard {
  key: string;
  /** How long one chunk may take. */
  idleMs: number;
  signal?: AbortSignal;
}

type Chunks = AsyncIterable<Buffer> | Iterable<Buffer>;

/** The chunks of a file, until the signal aborts. A disk that does not answer is a store that is unavailable. */
export async function* guardedChunks(chunks: Chunks, guard: ReadGuard): AsyncGenerator<Buffer> {
  const { key, idleMs, signal } = guard;
  const source = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await inTime(Promise.resolve(source.next()), idleMs, signal);
      if (done) return;
      yield value;
    }
  } catch (error) {
    signal?.throwIfAborted();
    // Its files are removed when an object is replaced or deleted.
    throw isMissing(error) ? new ObjectChangedError(key) : asStoreError(error);
  } finally {
    // Not awaited: it may be what did not answer.
    void Promise.resolve(source.return?.()).catch(() => undefined);
  }
}

async function inTime<T>(work: Promise<T>, ms: number, signal?: AbortSignal): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal!.reason as Error);
  const late = setTimeout(() => reject(new Error(`The disk of the store sent nothing for ${ms} ms.`)), ms);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(late);
    signal?.removeEventListener('abort', abort);
  }
}
