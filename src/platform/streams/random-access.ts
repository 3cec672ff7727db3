import type { Readable } from 'node:stream';

/** Bytes of known length that can be read in ranges, as often as needed: a zip keeps its directory at its end. */
export interface RandomAccess {
  readonly size: number;
  /** All of them, where they are in memory already: no stream is needed. */
  readonly held?: Buffer;
  /** Inclusive positions. */
  read(start: number, end: number): Promise<Readable>;
}
