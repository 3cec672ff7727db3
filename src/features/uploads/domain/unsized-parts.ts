import { createHash } from 'node:crypto';
import { etagName } from './etag.js';
import { MAX_PARTS, type PartLike } from './multipart-plan.js';

/** The store takes no smaller part, but as the last one. */
const LEAST_PART_BYTES = 5 * 1024 * 1024;

/** A part in the store. */
export interface StoredPart extends PartLike {
  etag: string;
}

/** A part as a client names it: its ETag quoted or not. */
export interface NamedPart {
  partNumber: number;
  etag: string;
}

/** The number of the last part that a file of at most so many bytes can have. */
export function lastPartNumber(mostBytes: number): number {
  return Math.min(MAX_PARTS, Math.max(1, Math.ceil(mostBytes / LEAST_PART_BYTES)));
}

export function bytesOf(parts: readonly PartLike[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0);
}

/** Why the parts that a client names are not those that the store has; undefined: they are. The client may send what is missing. */
export function namingProblem(stored: readonly StoredPart[], named: readonly NamedPart[]): string | undefined {
  if (named.length === 0) return 'No part was named. Send the list of all parts.';
  const byNumber = new Map(stored.map((part) => [part.partNumber, part]));
  for (const [index, { partNumber, etag }] of named.entries()) {
    if (partNumber !== index + 1) return `Part ${index + 1} is missing: parts are named in rising order, from 1.`;
    const part = byNumber.get(partNumber);
    if (!part) return `Part ${partNumber} has not arrived. Send it, then complete again.`;
    if (part.etag !== etagName(etag)) return `Part ${partNumber} has another ETag. Send it again, then complete again.`;
  }
  if (stored.length > named.length)
    return `The store has ${stored.length} parts, ${named.length} were named. Name all of them.`;
  return undefined;
}

/** The limits of a file whose parts no plan describes. */
interface Limits {
  reservedBytes: number;
  /** Where the client declared one. */
  declaredSize: number | null;
}

/** Why no file can be made of these parts, whatever else is sent; undefined: one can. */
export function sizeProblem(parts: readonly PartLike[], { reservedBytes, declaredSize }: Limits): string | undefined {
  const sum = bytesOf(parts);
  if (sum > reservedBytes) return `The parts have ${sum} bytes, at most ${reservedBytes} are allowed.`;
  if (declaredSize !== null && sum !== declaredSize)
    return `The parts have ${sum} bytes, ${declaredSize} were declared.`;
  if (sum === 0) return 'The file is empty.';
  const small = parts.slice(0, -1).find(({ size }) => size < LEAST_PART_BYTES);
  return small && `Part ${small.partNumber} has ${small.size} bytes: each but the last needs ${LEAST_PART_BYTES}.`;
}

/** Identifies a list of parts: another part, size or ETag is another list. */
export function partsDigest(parts: readonly StoredPart[]): string {
  const lines = parts.map(({ partNumber, size, etag }) => `${partNumber} ${size} ${etag}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}
