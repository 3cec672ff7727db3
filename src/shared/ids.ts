import { randomBytes } from 'node:crypto';

/** Every noun's id starts with its prefix; names may not (CONTRACT 1). */
export const idPrefixes = [
  'org',
  'ws',
  'bkt',
  'upl',
  'obj',
  'doc',
  'kb',
  'key',
  'whk',
  'dlv',
  'ntf',
  'usr',
  'blb',
  'att',
] as const;
export type IdPrefix = (typeof idPrefixes)[number];

const TIME_CHARS = 9;
const RANDOM_CHARS = 7;
const RANDOM_SPACE = 36 ** RANDOM_CHARS;
/** Ids of one millisecond are random steps apart: below 36^7 / 2^20 = 74,736 of them, a process repeats none. */
const STEP_MASK = 2 ** 20 - 1;
const POOL_BYTES = 4096;

let pool = Buffer.alloc(0);
let offset = 0;
let lastAt = -1;
let lastRandom = 0;

/** Bytes from a pool: one system call for hundreds of ids. */
function randomInteger(bytes: 3 | 6): number {
  if (offset + bytes > pool.length) {
    pool = randomBytes(POOL_BYTES);
    offset = 0;
  }
  offset += bytes;
  return pool.readUIntBE(offset - bytes, bytes);
}

function nextRandom(at: number): number {
  lastRandom = at === lastAt ? lastRandom + 1 + (randomInteger(3) & STEP_MASK) : randomInteger(6);
  lastAt = at;
  return (lastRandom %= RANDOM_SPACE);
}

/** A time-ordered id: prefix, 9 base-36 characters of milliseconds, 7 random ones. Sorts by creation under "C". */
export function newId(prefix: IdPrefix, at = Date.now()): string {
  const time = at.toString(36).padStart(TIME_CHARS, '0');
  return `${prefix}_${time}${nextRandom(at).toString(36).padStart(RANDOM_CHARS, '0')}`;
}

/** Below every id made at this moment or later, above every earlier one. */
export function leastIdAt(prefix: IdPrefix, at: number): string {
  return `${prefix}_${Math.max(0, Math.floor(at)).toString(36).padStart(TIME_CHARS, '0')}`;
}

const SHAPES = Object.fromEntries(idPrefixes.map((p) => [p, new RegExp(`^${p}_[0-9a-z]{16}$`)])) as Record<
  IdPrefix,
  RegExp
>;

/** Whether a string has the shape of an id of this noun: what does not can be answered without the database. */
export function isId(prefix: IdPrefix, value: string): boolean {
  return SHAPES[prefix].test(value);
}

/** Names never look like ids, so that one path parameter can take either. */
export function looksLikeId(value: string): boolean {
  return idPrefixes.some((prefix) => value.startsWith(`${prefix}_`));
}
