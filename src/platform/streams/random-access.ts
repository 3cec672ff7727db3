import type { Readable } from 'node:stream';

/** Bytes of known length that can be read in ranges, as often as needed: a zip keeps its directory at its end. */
export interface RandomAccess {
  readonly size: number;
  /** Inclusive positions. */
  read(start: number, end: number): Promise<Readable>;
}
