import { readSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { CagedInput } from '../cage.js';

const PIECE_BYTES = 256 * 1024;

/** The input on a descriptor. Positions are explicit: reads are independent of each other. */
export class DescriptorInput implements CagedInput {
  constructor(
    readonly fd: number,
    readonly size: number,
  ) {}

  read(start: number, end: number): Buffer {
    const length = Math.max(0, Math.min(end, this.size - 1) - start + 1);
    const buffer = Buffer.allocUnsafe(length);
    for (let at = 0; at < length;) {
      const got = readSync(this.fd, buffer, at, length - at, start + at);
      if (got === 0) throw new Error('The input is shorter than its size says');
      at += got;
    }
    return buffer;
  }

  stream(start = 0, end = this.size - 1): Readable {
    return Readable.from(this.pieces(start, Math.min(end, this.size - 1)), { objectMode: false });
  }

  private *pieces(start: number, end: number): Generator<Buffer> {
    for (let at = start; at <= end; at += PIECE_BYTES) yield this.read(at, Math.min(end, at + PIECE_BYTES - 1));
  }
}
