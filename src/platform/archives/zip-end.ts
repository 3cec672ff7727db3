import type { BlockReader } from './block-reader.js';

export const ZIP_END_BYTES = 22;
const LOCATOR_BYTES = 20;
const RECORD_BYTES = 56;
const END_SIGNATURE = Buffer.from('PK\x05\x06', 'latin1');
const ENTRY_SIGNATURE = 0x02014b50;
const LOCATOR_SIGNATURE = 0x07064b50;
const RECORD_SIGNATURE = 0x06064b50;
/** More end records than a regular file has at its end: a file with more is hostile. */
const CANDIDATES = 16;

/** How far from the end of a file a zip's end record can begin: its comment has at most 64 KiB. */
const ZIP_TAIL_BYTES = 0xffff + ZIP_END_BYTES + LOCATOR_BYTES;

/** The fields of an end record. Offsets count from the archive's own start. */
interface ZipEnd extends Claims {
  /** Where the directory should end: the end record, or the zip64 record before it. */
  at: number;
  /** Behind the comment. */
  end: number;
  /** The offset in the zip64 locator. */
  recordOffset?: number;
  /** Whether end record and zip64 record agree. */
  agreed: boolean;
}

interface Claims {
  entries: number;
  directorySize: number;
  directoryOffset: number;
}

/** Where a zip lies inside a file. */
export interface ZipBounds {
  start: number;
  /** Behind the end record's comment. */
  end: number;
  /** Where the end record begins. */
  endAt: number;
  /** Counted from `start`. */
  directoryOffset: number;
  directorySize: number;
  entries: number;
  /** Nothing follows the end record and its comment. */
  exact: boolean;
  /** False when readers disagree about which of its records counts. */
  sound: boolean;
}

/** Finds the zip that ends a file, whatever stands before it. The directory must be where the end record points. */
export async function locateZip(reader: BlockReader): Promise<ZipBounds | undefined> {
  const tailStart = Math.max(0, reader.size - ZIP_TAIL_BYTES);
  const tail = await reader.bytes(tailStart, reader.size - tailStart);
  let at = tail.lastIndexOf(END_SIGNATURE);
  for (let i = 0; at >= 0 && i < CANDIDATES; i++) {
    const zip = await zipEndingAt(reader, tailStart + at);
    if (zip?.sound) return zip;
    at = at > 0 ? tail.lastIndexOf(END_SIGNATURE, at - 1) : -1;
  }
  return undefined;
}

/**
 * The zip whose end record begins here, or undefined when there is no directory where the record points. Its other fields
 * (number of members, disk) are not checked: unzippers open such zips regardless.
 */
export async function zipEndingAt(reader: BlockReader, at: number): Promise<ZipBounds | undefined> {
  if (at + ZIP_END_BYTES > reader.size) return undefined;
  const record = await reader.bytes(at, ZIP_END_BYTES);
  if (!record.subarray(0, 4).equals(END_SIGNATURE)) return undefined;
  const end = at + ZIP_END_BYTES + record.readUInt16LE(20);
  const narrow: ZipEnd = {
    at,
    end: Math.min(reader.size, end),
    entries: record.readUInt16LE(10),
    directorySize: record.readUInt32LE(12),
    directoryOffset: record.readUInt32LE(16),
    agreed: true,
  };
  for (const claim of await widened(narrow, reader)) {
    const start = await startOf(claim, reader);
    if (start === undefined) continue;
    const { directoryOffset, directorySize, entries, recordOffset } = claim;
    const sound = claim.agreed && start >= 0 && (recordOffset === undefined || start + recordOffset === claim.at);
    const exact = end === reader.size;
    return { start, end: claim.end, endAt: at, directoryOffset, directorySize, entries, exact, sound };
  }
  return undefined;
}

/** The fields of the zip64 record first, if there is a locator; those of the end record too unless both agree. */
async function widened(end: ZipEnd, reader: BlockReader): Promise<ZipEnd[]> {
  if (end.at < LOCATOR_BYTES) return [end];
  const locator = await reader.bytes(end.at - LOCATOR_BYTES, LOCATOR_BYTES);
  if (locator.readUInt32LE(0) !== LOCATOR_SIGNATURE) return [end];
  const recordOffset = Number(locator.readBigUInt64LE(8));
  const doubted = { ...end, agreed: false };
  for (const at of [end.at - LOCATOR_BYTES - RECORD_BYTES, recordOffset]) {
    const wide = await zip64Claims(reader, at);
    if (wide && agree(end, wide)) return [{ ...end, ...wide, at, recordOffset }];
    if (wide) return [{ ...doubted, ...wide, at, recordOffset }, doubted];
  }
  return [doubted];
}

async function zip64Claims(reader: BlockReader, at: number): Promise<Claims | undefined> {
  if (at < 0 || at + RECORD_BYTES > reader.size) return undefined;
  const record = await reader.bytes(at, RECORD_BYTES);
  if (record.readUInt32LE(0) !== RECORD_SIGNATURE) return undefined;
  return {
    entries: Number(record.readBigUInt64LE(32)),
    directorySize: Number(record.readBigUInt64LE(40)),
    directoryOffset: Number(record.readBigUInt64LE(48)),
  };
}

/** Readers disagree about which of the two records counts, so both must agree. */
function agree(narrow: Claims, wide: Claims): boolean {
  return (
    (narrow.entries === 0xffff || narrow.entries === wide.entries) &&
    (narrow.directorySize === 0xffffffff || narrow.directorySize === wide.directorySize) &&
    (narrow.directoryOffset === 0xffffffff || narrow.directoryOffset === wide.directoryOffset)
  );
}

/**
 * The archive's own first byte: the directory ends where the end record begins, or stands at its absolute place. It may
 * be negative, when all offsets count from bytes that were cut off; Python opens that.
 */
async function startOf(end: ZipEnd, reader: BlockReader): Promise<number | undefined> {
  const start = end.at - end.directorySize - end.directoryOffset;
  for (const candidate of new Set([start, 0])) {
    const at = candidate + end.directoryOffset;
    if (at < 0 || at + 4 > end.at) continue;
    if ((await reader.bytes(at, 4)).readUInt32LE(0) === ENTRY_SIGNATURE) return candidate;
  }
  return undefined;
}
