import { type FileHandle, open } from 'node:fs/promises';

const CHUNK_BYTES = 512 * 1024;

/** A range of a file; positions are inclusive. */
export interface FileSpan {
  path: string;
  start: number;
  end: number;
}

/** The bytes of spans, one after the other. Each chunk has memory of its own. */
export async function* spanChunks(spans: Iterable<FileSpan>): AsyncGenerator<Buffer> {
  for (const { path, start, end } of spans) {
    const file = await open(path);
    try {
      for (const [at, length] of pieces(start, end)) yield await fill(file, Buffer.allocUnsafeSlow(length), at);
    } finally {
      await file.close();
    }
  }
}

/**
 * The same in two buffers that take turns: one is filled while the other is used, so nothing is left for the garbage
 * collector. A chunk is valid until the next one is asked for.
 */
export async function* turningChunks(spans: Iterable<FileSpan>): AsyncGenerator<Buffer> {
  const buffers = new TurningBuffers();
  for (const { path, start, end } of spans) {
    const file = await open(path);
    try {
      yield* readAhead(pieces(start, end), ([at, length]) => fill(file, buffers.next(length), at));
    } finally {
      // Waits for the read that is under way.
      await file.close();
    }
  }
}

async function* readAhead<T>(items: Iterable<T>, read: (item: T) => Promise<Buffer>): AsyncGenerator<Buffer> {
  let ahead: Promise<Buffer> | undefined;
  for (const item of items) {
    const current = ahead;
    ahead = read(item);
    // Awaited in the next turn, or not at all when the reader ends early.
    ahead.catch(() => undefined);
    if (current) yield await current;
  }
  if (ahead) yield await ahead;
}

class TurningBuffers {
  private readonly buffers = [Buffer.alloc(0), Buffer.alloc(0)];
  private turn = 0;

  /** The one that was handed out before the last one. */
  next(length: number): Buffer {
    const at = (this.turn = 1 - this.turn);
    if (this.buffers[at]!.length < length) this.buffers[at] = Buffer.allocUnsafeSlow(length);
    return this.buffers[at]!.subarray(0, length);
  }
}

function* pieces(start: number, end: number): Generator<readonly [at: number, length: number]> {
  for (let at = start; at <= end; at += CHUNK_BYTES) yield [at, Math.min(CHUNK_BYTES, end + 1 - at)];
}

/** A file that is shorter was changed by another program. */
async function fill(file: FileHandle, buffer: Buffer, at: number): Promise<Buffer> {
  for (let filled = 0; filled < buffer.length;) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, at + filled);
    if (bytesRead === 0) throw new Error(`A file ends ${buffer.length - filled} bytes before the end of a read.`);
    filled += bytesRead;
  }
  return buffer;
}
