import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { RandomAccess } from '../streams/random-access.js';

const READ_BYTES = 256 * 1024;
/** Written at once. */
const BATCH_BYTES = 512 * 1024;

/** A range of a file, in chunks. */
export async function* piecesOf(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at <= end;) {
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, end + 1 - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** A nameless file on disk that is filled, read as often as needed, and filled again. Its pages are the system's memory. */
export class ScratchFile implements RandomAccess {
  private written = 0;
  private pending: Buffer[] = [];
  private pendingBytes = 0;

  constructor(private readonly handle: FileHandle) {}

  get size(): number {
    return this.written + this.pendingBytes;
  }

  /** Appends. Returns a promise when the disk has to be waited for. */
  write(chunk: Buffer): Promise<void> | undefined {
    this.pending.push(chunk);
    this.pendingBytes += chunk.length;
    return this.pendingBytes >= BATCH_BYTES ? this.flush() : undefined;
  }

  async read(start = 0, end = this.size - 1): Promise<Readable> {
    await this.flush();
    return Readable.from(piecesOf(this.handle, start, end), { objectMode: true, highWaterMark: 1 });
  }

  /** Empty again. */
  rewind(): void {
    this.written = 0;
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async flush(): Promise<void> {
    const [chunks, bytes] = [this.pending, this.pendingBytes];
    if (bytes === 0) return;
    const { bytesWritten } = await this.handle.writev(chunks, this.written);
    if (bytesWritten !== bytes) throw new Error('The disk took only a part of what was written: is it full?');
    this.pending = [];
    this.pendingBytes = 0;
    this.written += bytes;
  }
}
