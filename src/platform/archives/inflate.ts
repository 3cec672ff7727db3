import { pipeline, Readable } from 'node:stream';
import { createInflateRaw, type Gunzip, type InflateRaw, inflateRawSync } from 'node:zlib';
import { ArchiveError } from './archive-error.js';

/** Inflated pieces large enough to be worth a trip to the thread pool. */
export const INFLATE_CHUNK_BYTES = 64 * 1024;

/** What copies reach back to before the first byte: 7-Zip takes it for zeros, where zlib gives up. */
const BEFORE_THE_START = Buffer.alloc(32 * 1024);

/** Expands whatever the most lenient of readers do. */
export function lenientInflateRaw(): InflateRaw {
  return createInflateRaw({ chunkSize: INFLATE_CHUNK_BYTES, dictionary: BEFORE_THE_START });
}

/**
 * Runs the bytes through a zlib stream. Bytes that zlib refuses are a corrupt archive, and so are bytes behind the end
 * of the compressed ones unless they may follow: other unzippers would find something there. The source's errors stay
 * its own.
 */
export async function* inflate(
  source: AsyncIterable<Buffer>,
  zlib: Gunzip | InflateRaw,
  { mayBePadded = false, mayBeFollowed = false } = {},
): AsyncGenerator<Buffer> {
  const input = new Input(source);
  const output = pipeline(Readable.from(input.chunks(), { objectMode: true }), zlib, () => undefined);
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) yield chunk;
    if (mayBeFollowed) return;
    await input.drain();
    if ((mayBePadded ? input.lastNonZero : input.taken) > zlib.bytesWritten)
      throw new ArchiveError('corrupt', 'Bytes follow the compressed ones.');
  } catch (error) {
    throw damageOf(error);
  } finally {
    await input.close();
  }
}

/**
 * The same for a few bytes that expand to a few, in one go: thousands of tiny members must not cost a stream each.
 * `size` is what they are announced to expand to, at most INFLATE_CHUNK_BYTES.
 */
export function inflateAtOnce(raw: Buffer, size: number): Buffer {
  try {
    const expanded: unknown = inflateRawSync(raw, { info: true, maxOutputLength: size + 1 });
    const { buffer, engine } = expanded as { buffer: Buffer; engine: InflateRaw };
    if (raw.length > engine.bytesWritten) throw new ArchiveError('corrupt', 'Bytes follow the compressed ones.');
    return buffer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new ArchiveError('corrupt', 'A member is longer than the directory says.');
    throw damageOf(error);
  }
}

function damageOf(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code?.startsWith('Z_') ? new ArchiveError('corrupt', `The compressed bytes are damaged (${code}).`) : error;
}

/** Passes the source to zlib, and keeps the bytes that zlib did not consume. */
class Input {
  taken = 0;
  /** Where the last byte that is no padding ends. */
  lastNonZero = 0;
  private readonly source: AsyncIterator<Buffer>;

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  async *chunks(): AsyncGenerator<Buffer> {
    for (let next = await this.source.next(); !next.done; next = await this.source.next()) {
      this.count(next.value);
      yield next.value;
    }
  }

  /** zlib stops reading at its end: the rest is still to be looked at. */
  async drain(): Promise<void> {
    for await (const _ of this.chunks());
  }

  async close(): Promise<void> {
    await this.source.return?.();
  }

  private count(chunk: Buffer): void {
    let end = chunk.length;
    while (end > 0 && chunk[end - 1] === 0) end -= 1;
    if (end > 0) this.lastNonZero = this.taken + end;
    this.taken += chunk.length;
  }
}
