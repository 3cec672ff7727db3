import type { BucketLocation } from '../bucket-location.js';
import type { StoreCredentials } from '../credentials.js';

/** A real store with an empty bucket that a contract may use as it likes. */
export interface RunningStore {
  location: BucketLocation & { endpoint: string };
  credentials: StoreCredentials;
  stop(): Promise<void>;
}

/** Bytes that differ from place to place, so that a wrong range or order shows. */
export function patterned(size: number, seed = 0): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  for (let at = 0; at < size; at += 4) bytes.writeUInt32LE((at * 2654435761 + seed) >>> 0, Math.min(at, size - 4));
  return bytes;
}

export const oddKeys = [
  'with space and+plus/ü.png',
  '100%/%2F/%zz',
  `quotes'and"double`,
  'parentheses (1)!*.txt',
  'emoji/🎉.bin',
  'reserved?&=#;:@,$[]{}|^`<>~',
];
