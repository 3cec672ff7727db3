import type { BlockReader } from './block-reader.js';

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const END_SIGNATURE = Buffer.from('PK\x05\x06', 'latin1');
const ENTRY_SIGNATURE = 0x02014b50;
/** More end records than any honest file has: enough for a hostile one to be told. */
const CANDIDATES = 16;

/** How far from the end of a file a zip's end record can begin: its comment has at most 64 KiB. */
export const ZIP_TAIL_BYTES = 0xffff + END_BYTES + LOCATOR_BYTES;

/** What an end record says about its archive. Offsets count from the archive's own start. */
export interface ZipEnd {
  /** Where the record begins, counted from the start of the bytes it was found in. */
  at: number;
  /** Nothing follows the record and its comment. */
  exact: boolean;
  entries: number;
  directorySize: number;
  directoryOffset: number;
  /** Where the zip64 locator says that its record is. */
  recordOffset?: number;
}

/** Where a zip lies inside a file. */
export interface ZipBounds {
  start: number;
  end: number;
  /** Counted from `start`. */
  directoryOffset: number;
  directorySize: number;
  entries: number;
  exact: boolean;
}

/** End records that are not an accident of bytes, last first. Archives without members hide nothing and are left out. */
export function findZipEnds(tail: Buffer): ZipEnd[] {
  const found: ZipEnd[] = [];
  let at = tail.lastIndexOf(END_SIGNATURE);
  while (at >= 0 && found.length < CANDIDATES) {
    const end = at + END_BYTES <= tail.length ? parseEnd(tail, at) : undefined;
    if (end) found.push(end);
    at = at > 0 ? tail.lastIndexOf(END_SIGNATURE, at - 1) : -1;
  }
  return found;
}

function parseEnd(tail: Buffer, at: number): ZipEnd | undefined {
  const entries = tail.readUInt16LE(at + 10);
  const directorySize = tail.readUInt32LE(at + 12);
  const exact = at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length;
  const oneDisk = [0, 0xffff].includes(tail.readUInt16LE(at + 4));
  if (!oneDisk || entries === 0 || directorySize < 46) return undefined;
  return { at, exact, entries, directorySize, directoryOffset: tail.readUInt32LE(at + 16) };
}

/** Finds the zip that ends a file, whatever stands before it. The directory must really be where the end record says. */
export async function locateZip(reader: BlockReader): Promise<ZipBounds | undefined> {
  const tailStart = Math.max(0, reader.size - ZIP_TAIL_BYTES);
  const tail = await reader.bytes(tailStart, reader.size - tailStart);
  for (const end of findZipEnds(tail)) {
    const commentEnd = tailStart + end.at + END_BYTES + tail.readUInt16LE(end.at + 20);
    const whole = await widen({ ...end, at: tailStart + end.at }, reader);
    const start = whole && (await startOf(whole, reader));
    if (start !== undefined && whole)
      return { ...whole, start, end: Math.min(commentEnd, reader.size), exact: end.exact };
  }
  return undefined;
}

/** Follows the zip64 locator, if there is one. `at` becomes the place where the directory should end. */
async function widen(end: ZipEnd, reader: BlockReader): Promise<ZipEnd | undefined> {
  if (end.at < LOCATOR_BYTES + 56) return end;
  const locator = await reader.bytes(end.at - LOCATOR_BYTES, LOCATOR_BYTES);
  if (locator.readUInt32LE(0) !== 0x07064b50) return end;
  const at = end.at - LOCATOR_BYTES - 56;
  const record = await reader.bytes(at, 56);
  if (record.readUInt32LE(0) !== 0x06064b50) return undefined;
  const wide = {
    entries: Number(record.readBigUInt64LE(32)),
    directorySize: Number(record.readBigUInt64LE(40)),
    directoryOffset: Number(record.readBigUInt64LE(48)),
  };
  const recordOffset = Number(locator.readBigUInt64LE(8));
  return agree(end, wide) ? { ...end, ...wide, at, recordOffset } : undefined;
}

type Claims = Pick<ZipEnd, 'entries' | 'directorySize' | 'directoryOffset'>;

/** Readers differ in which of the two records they believe, so both must tell the same story. */
function agree(narrow: Claims, wide: Claims): boolean {
  return (
    (narrow.entries === 0xffff || narrow.entries === wide.entries) &&
    (narrow.directorySize === 0xffffffff || narrow.directorySize === wide.directorySize) &&
    (narrow.directoryOffset === 0xffffffff || narrow.directoryOffset === wide.directoryOffset)
  );
}

/** The archive's own first byte: the directory ends where the end record begins, or stands at its absolute place. */
async function startOf(end: ZipEnd, reader: BlockReader): Promise<number | undefined> {
  const start = end.at - end.directorySize - end.directoryOffset;
  for (const candidate of new Set([start, 0])) {
    const at = candidate + end.directoryOffset;
    if (candidate < 0 || at + 4 > reader.size) continue;
    if (end.recordOffset !== undefined && candidate + end.recordOffset !== end.at) continue;
    if ((await reader.bytes(at, 4)).readUInt32LE(0) === ENTRY_SIGNATURE) return candidate;
  }
  return undefined;
}
