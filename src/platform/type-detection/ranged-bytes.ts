import { SourceReadError } from '../archives/archive-error.js';
import { BlockReader } from '../archives/block-reader.js';
import type { RandomAccess } from '../malware-scanner/malware-scanner.js';
import { BoundedAccess, DetectionLimitError } from './bounded-access.js';

const LIMITS = { reads: 16, bytes: 4 * 1024 * 1024 };

/** The object as detectors read it: its head from memory, the rest in few and bounded ranged reads. */
export class RangedBytes {
  private readonly reader: BlockReader;

  constructor(
    readonly head: Buffer,
    object: RandomAccess,
  ) {
    // Deadlines are set by the caller that opened the object.
    this.reader = new BlockReader(new BoundedAccess(object, LIMITS), new AbortController().signal);
  }

  get size(): number {
    return this.reader.size;
  }

  /** Up to `length` bytes; fewer only at the end. Throws DetectionLimitError, or the error of the read. */
  async at(start: number, length: number): Promise<Buffer> {
    const end = Math.min(start + length, this.size);
    if (start >= end) return Buffer.alloc(0);
    if (end <= this.head.length) return this.head.subarray(start, end);
    try {
      return await this.reader.bytes(start, end - start);
    } catch (error) {
      throw error instanceof SourceReadError ? error.cause : error;
    }
  }

  /** The same, or nothing where the limit is reached. */
  async atMost(start: number, length: number): Promise<Buffer> {
    return this.at(start, length).catch((error: unknown) => {
      if (error instanceof DetectionLimitError) return Buffer.alloc(0);
      throw error;
    });
  }
}
