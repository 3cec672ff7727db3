import { Readable } from 'node:stream';
import type { RandomAccess } from '../streams/random-access.js';
import type { DocumentBytes } from './format-extractor.js';

const CHUNK_BYTES = 64 * 1024;

/** A document that is in memory already. */
export function bytesInMemory(bytes: Buffer): DocumentBytes {
  return {
    size: bytes.length,
    read: (start, end) => bytes.subarray(start, end + 1),
    stream(start = 0, end = bytes.length - 1) {
      const chunks = function* () {
        for (let at = start; at <= end; at += CHUNK_BYTES)
          yield bytes.subarray(at, Math.min(end + 1, at + CHUNK_BYTES));
      };
      return Readable.from(chunks(), { objectMode: false });
    },
  };
}

/** A document as the readers of archives take it. */
export function randomAccess(bytes: DocumentBytes): RandomAccess {
  return { size: bytes.size, read: async (start, end) => bytes.stream(start, end) };
}
