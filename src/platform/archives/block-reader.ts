import type { RandomAccess } from '../malware-scanner/malware-scanner.js';
import { fetchRange } from './fetch-range.js';

const BLOCK_BYTES = 256 * 1024;
const CACHED_BLOCKS = 8;

/**
 * Many small reads for the price of a few large ones: a zip's directory is read in pieces of 46 bytes, and each
 * would be a request to the store. Holds 2 MiB, however large the object is.
 */
export class BlockReader {
  private readonly blocks = new Map<number, Buffer>();

  constructor(
    private readonly access: RandomAccess,
    private readonly signal: AbortSignal,
  ) {}

  get size(): number {
    return this.access.size;
  }

  /** Exactly these bytes, copied together; meant for pieces of a few hundred KiB at most. */
  async bytes(start: number, length: number): Promise<Buffer> {
    if (start < 0 || start + length > this.size) throw new RangeError('A read points outside the file.');
    const { held } = this.access;
    if (held) return held.subarray(start, start + length);
    const pieces: Buffer[] = [];
    for (let at = start; at < start + length;) {
      const block = await this.block(Math.floor(at / BLOCK_BYTES));
      const from = at % BLOCK_BYTES;
      const piece = block.subarray(from, from + start + length - at);
      pieces.push(piece);
      at += piece.length;
    }
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }

  /** A run of bytes: short ones come from the cache, long ones stream past it. */
  async *stream(start: number, length: number): AsyncGenerator<Buffer> {
    if (length > BLOCK_BYTES && !this.access.held) yield* fetchRange(this.access, start, length, this.signal);
    else if (length > 0) yield await this.bytes(start, length);
  }

  private async block(index: number): Promise<Buffer> {
    const known = this.blocks.get(index);
    if (known) {
      this.remember(index, known);
      return known;
    }
    const start = index * BLOCK_BYTES;
    const length = Math.min(BLOCK_BYTES, this.size - start);
    const chunks: Buffer[] = [];
    for await (const chunk of fetchRange(this.access, start, length, this.signal)) chunks.push(chunk);
    const block = Buffer.concat(chunks, length);
    this.remember(index, block);
    return block;
  }

  /** A Map keeps the order of insertion, so its first key is the one used longest ago. */
  private remember(index: number, block: Buffer): void {
    this.blocks.delete(index);
    this.blocks.set(index, block);
    if (this.blocks.size > CACHED_BLOCKS) this.blocks.delete(this.blocks.keys().next().value as number);
  }
}
