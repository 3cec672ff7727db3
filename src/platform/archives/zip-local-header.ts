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

/** What a zip says of a member right before its bytes: unzippers that stream believe this and no directory. */
export interface ZipLocalHeader {
  dataStart: number;
  /** Sum and sizes follow the bytes. */
  hasDescriptor: boolean;
}

/** A header that tells another story than the directory hides something from one kind of unzipper. */
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
