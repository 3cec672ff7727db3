import type { CagedInput } from '../../cage/cage.js';

const START_BYTES = 32;
const SIGNATURE = Buffer.from('377abcaf271c', 'hex');
/** The header's own description is short. */
const MOST_BYTES = 4096;
/** The method of 7z for encryption. */
const AES = Buffer.from('06f10701', 'hex');

/** Whether the names in a 7z are encrypted too: then its directory is described as such, and nothing can be listed. */
export function hasEncryptedHeader(input: CagedInput): boolean {
  const start = input.read(0, START_BYTES - 1);
  if (start.length < START_BYTES || !start.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return false;
  const at = START_BYTES + Number(start.readBigUInt64LE(12));
  const length = Math.min(Number(start.readBigUInt64LE(20)), MOST_BYTES);
  return at < input.size && input.read(at, at + length - 1).includes(AES);
}
