import { randomBytes } from 'node:crypto';

/** The id of every resource starts with its prefix; names may not. */
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
  'idn',
  'utk',
  'blb',
  'att',
  'aud',
] as const;
export type IdPrefix = (typeof idPrefixes)[number];

const TIME_CHARS = 9;
const RANDOM_CHARS = 7;
const RANDOM_SPACE = 36 ** RANDOM_CHARS;
/** Ids of one millisecond are random steps apart: up to 36^7 / 2^20 = 74,736 of them are unique within a process. */
const STEP_MASK = 2 ** 20 - 1;
const POOL_BYTES = 4096;

let pool = Buffer.alloc(0);
let offset = 0;
let lastAt = -1;
let lastRandom = 0;

/** Random bytes from a pool: one system call for hundreds of ids. */
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

/** Sorts before every id of this time or later, and after every earlier one. */
export function leastIdAt(prefix: IdPrefix, at: number): string {
  return `${prefix}_${Math.max(0, Math.floor(at)).toString(36).padStart(TIME_CHARS, '0')}`;
}

const SHAPES = Object.fromEntries(idPrefixes.map((p) => [p, new RegExp(`^${p}_[0-9a-z]{16}$`)])) as Record<
  IdPrefix,
  RegExp
>;

/** Whether a string has the form of such an id. One that has not needs no look-up in the database. */
export function isId(prefix: IdPrefix, value: string): boolean {
  return SHAPES[prefix].test(value);
}

/** Names never look like ids, so that one path parameter can take either. */
export function looksLikeId(value: string): boolean {
  return idPrefixes.some((prefix) => value.startsWith(`${prefix}_`));
}
