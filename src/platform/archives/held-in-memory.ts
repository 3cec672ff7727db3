import { Readable } from 'node:stream';
import type { RandomAccess } from '../malware-scanner/malware-scanner.js';

/** Bytes that are here already, read as an object in a store is. */
export function heldInMemory(bytes: Buffer): RandomAccess {
  return {
    size: bytes.length,
    held: bytes,
    read: async (start, end) => Readable.from([bytes.subarray(start, end + 1)]),
  };
}
