import { Readable } from 'node:stream';
import type { RandomAccess } from '../../src/platform/malware-scanner/malware-scanner.js';

/** An object in memory that behaves like one in a store, and counts what was asked of it. */
export class MemoryAccess implements RandomAccess {
  reads = 0;
  bytesRead = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly chunkBytes = 64 * 1024,
  ) {}

  get size(): number {
    return this.bytes.length;
  }

  async read(start: number, end: number): Promise<Readable> {
    if (start < 0 || end >= this.size || start > end)
      throw new RangeError(`Not a range of the object: ${start}-${end}`);
    this.reads += 1;
    return Readable.from(this.pieces(start, end));
  }

  private *pieces(start: number, end: number): Generator<Buffer> {
    for (let at = start; at <= end; at += this.chunkBytes) {
      const piece = this.bytes.subarray(at, Math.min(at + this.chunkBytes, end + 1));
      this.bytesRead += piece.length;
      yield piece;
    }
  }
}
