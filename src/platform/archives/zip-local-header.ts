import { ArchiveError } from './archive-error.js';
import type { BlockReader } from './block-reader.js';
import type { ZipMember } from './zip-member.js';

export const LOCAL_HEADER = 0x04034b50;
export const LOCAL_HEADER_BYTES = 30;
const DESCRIPTOR = 0x08074b50;
const ENCRYPTED = 1;
const HAS_DESCRIPTOR = 8;
/** A field whose truth stands elsewhere, in a zip64 extra. */
const ELSEWHERE = 0xffffffff;

/** The header right before a member's bytes: streaming unzippers use it instead of the directory. */
export interface ZipLocalHeader {
  dataStart: number;
  /** Sum and sizes follow the bytes. */
  hasDescriptor: boolean;
}

/** A header that contradicts the directory hides something from one kind of unzipper. */
export async function readLocalHeader(reader: BlockReader, at: number, member: ZipMember): Promise<ZipLocalHeader> {
  const header = await reader.bytes(at, LOCAL_HEADER_BYTES);
  const flags = header.readUInt16LE(6);
  const hasDescriptor = Boolean(flags & HAS_DESCRIPTOR);
  const agrees = (field: number, truth: number) =>
    field === truth || field === ELSEWHERE || (hasDescriptor && field === 0);
  const isHonest =
    header.readUInt32LE(0) === LOCAL_HEADER &&
    header.readUInt16LE(8) === member.method &&
    Boolean(flags & ENCRYPTED) === member.encrypted &&
    agrees(header.readUInt32LE(14), member.crc32) &&
    agrees(header.readUInt32LE(18), member.compressedSize) &&
    agrees(header.readUInt32LE(22), member.size);
  if (!isHonest) throw new ArchiveError('corrupt', 'The header of a member contradicts the directory.');
  const dataStart = at + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  return { dataStart, hasDescriptor };
}

/** What unzippers read from a local header when they go by it alone. */
export interface LoneLocalHeader {
  flags: number;
  method: number;
  crc32: number;
  compressedSize: number;
  size: number;
  /** From the header's first byte. */
  dataOffset: number;
}

const METHODS = new Set([0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 16, 18, 19, 20, 93, 94, 95, 96, 97, 98, 99]);
const UNUSED_FLAGS = 0xd000;
const NAME_BYTES = 1024;

/** A local header that is no coincidence: its method is known and its name is valid. */
export function parseLoneHeader(bytes: Buffer): LoneLocalHeader | undefined {
  if (bytes.length < LOCAL_HEADER_BYTES || bytes.readUInt32LE(0) !== LOCAL_HEADER) return undefined;
  const nameBytes = bytes.readUInt16LE(26);
  const name = bytes.subarray(LOCAL_HEADER_BYTES, LOCAL_HEADER_BYTES + nameBytes);
  const header = {
    flags: bytes.readUInt16LE(6),
    method: bytes.readUInt16LE(8),
    crc32: bytes.readUInt32LE(14),
    compressedSize: bytes.readUInt32LE(18),
    size: bytes.readUInt32LE(22),
    dataOffset: LOCAL_HEADER_BYTES + nameBytes + bytes.readUInt16LE(28),
  };
  const named = nameBytes > 0 && nameBytes <= NAME_BYTES && name.length === nameBytes;
  const usual = METHODS.has(header.method) && (header.flags & UNUSED_FLAGS) === 0;
  return named && usual && !name.includes(0) ? header : undefined;
}

/**
 * How long a header is that stands for nothing: no name, no bytes, an extra field of zeros. Android's tools fill holes
 * with them.
 */
export async function virtualEntryBytes(reader: BlockReader, at: number): Promise<number> {
  if (at + LOCAL_HEADER_BYTES > reader.size) return 0;
  const header = await reader.bytes(at, LOCAL_HEADER_BYTES);
  const extraBytes = header.readUInt16LE(28);
  const nameless = header.readUInt32LE(0) === LOCAL_HEADER && header.readUInt16LE(26) === 0;
  if (!nameless || !isZero(header.subarray(14, 26)) || at + LOCAL_HEADER_BYTES + extraBytes > reader.size) return 0;
  const extra = await reader.bytes(at + LOCAL_HEADER_BYTES, extraBytes);
  return isZero(extra) ? LOCAL_HEADER_BYTES + extraBytes : 0;
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

/** The record behind a member's bytes, with or without its mark, with sizes of 32 or 64 bits. */
export async function descriptorAgrees(reader: BlockReader, at: number, member: ZipMember): Promise<boolean> {
  const bytes = await reader.bytes(at, Math.min(24, reader.size - at));
  return [0, 4].some((mark) => {
    if (bytes.length < mark + 12 || (mark > 0 && bytes.readUInt32LE(0) !== DESCRIPTOR)) return false;
    if (bytes.readUInt32LE(mark) !== member.crc32) return false;
    const sizes = [member.compressedSize, member.size];
    const narrow = sizes.every((size, i) => bytes.readUInt32LE(mark + 4 + 4 * i) === size);
    if (narrow || bytes.length < mark + 20) return narrow;
    return sizes.every((size, i) => bytes.readBigUInt64LE(mark + 4 + 8 * i) === BigInt(size));
  });
}
