export const TAR_BLOCK_BYTES = 512;
const MAGIC = Buffer.from('ustar');
const SIZE_AT = 124;
const SUM_AT = 148;
const SUM_BYTES = 8;
/** The first byte of a sum in binary. */
const WIDE = 0x80;

/** The fields of a tar header that describe what follows. */
export interface TarHeader {
  type: string;
  size: number;
  /** Ends in a slash: a folder for some readers, whatever its type. */
  namesFolder: boolean;
}

/** Reads a header block strictly: undefined when its checksum is wrong or readers would disagree about its size. */
export function parseTarHeader(block: Buffer): TarHeader | undefined {
  if (block.length < TAR_BLOCK_BYTES || !sumHolds(block, octal(block, SUM_AT, SUM_BYTES))) return undefined;
  const size =
    block.readUInt8(SIZE_AT) & 0x80 ? base256(block.subarray(SIZE_AT, SIZE_AT + 12)) : octal(block, SIZE_AT, 12);
  if (size === undefined) return undefined;
  const [name = ''] = block.toString('latin1', 0, 100).split('\0', 1);
  return { type: block.toString('latin1', 156, 157), size, namesFolder: name.endsWith('/') };
}

/** Would any tar reader take this block for a header? Far more than `parseTarHeader` accepts. */
export function resemblesTarHeader(block: Buffer): boolean {
  if (block.length < TAR_BLOCK_BYTES) return false;
  const mark = block.readUInt8(262);
  if (block.subarray(257, 262).equals(MAGIC) && (mark === 0 || mark === 0x20)) return true;
  return hasTarSum(block);
}

/** The sum alone, as lenient readers take it: whatever follows its digits is left out, and bytes may be signed. */
export function hasTarSum(block: Buffer): boolean {
  if (!mayHaveTarSum(block, 0) || !couldBeSize(block)) return false;
  if (block.readUInt8(SUM_AT) === WIDE) return sumHolds(block, block.readUIntBE(SUM_AT + 2, 6));
  const digits = /^[\s\0]*(?:0o)?([0-7_]{1,8})/.exec(block.toString('latin1', SUM_AT, SUM_AT + SUM_BYTES))?.[1];
  return digits !== undefined && sumHolds(block, Number.parseInt(digits.replaceAll('_', ''), 8));
}

/**
 * Whether the block at `start` is complete and may have a sum, before its 512 bytes are added up: no sum of a header has fewer
 * than three octal digits.
 */
export function mayHaveTarSum(bytes: Buffer, start: number): boolean {
  if (start + TAR_BLOCK_BYTES > bytes.length) return false;
  if (bytes[start + SUM_AT] === WIDE) return true;
  let digits = 0;
  for (let i = start + SUM_AT; i < start + SUM_AT + SUM_BYTES; i++) if ((bytes[i]! & 0xf8) === 0x30) digits += 1;
  return digits >= 3;
}

/** No reader goes on without a size: digits behind spaces, the form for large ones, or nothing. */
function couldBeSize(block: Buffer): boolean {
  return /^(?:[\s\0]*(?:0o)?[0-7_]|[\x80\xff]|[\s\0]{12}$)/.test(block.toString('latin1', SIZE_AT, SIZE_AT + 12));
}

/** Every byte of the block, its own sum counted as spaces. Some systems added up bytes with a sign. */
function sumHolds(block: Buffer, expected: number | undefined): boolean {
  let unsigned = SUM_BYTES * 0x20;
  let signed = unsigned;
  for (let i = 0; i < TAR_BLOCK_BYTES; i++) {
    if (i >= SUM_AT && i < SUM_AT + SUM_BYTES) continue;
    const byte = block.readUInt8(i);
    unsigned += byte;
    signed += byte > 0x7f ? byte - 0x100 : byte;
  }
  return expected === unsigned || expected === signed;
}

function octal(block: Buffer, start: number, length: number): number | undefined {
  const text = block
    .toString('latin1', start, start + length)
    .replace(/[\0 ]+$/, '')
    .trimStart();
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

/** Sizes of 8 GiB and more; the first byte only marks the form. */
function base256(field: Buffer): number | undefined {
  const value = field.readUIntBE(6, 6);
  const positive = field.readUInt8(0) === 0x80;
  return positive && field.subarray(1, 6).every((byte) => byte === 0) ? value : undefined;
}
