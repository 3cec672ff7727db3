import { ArchiveError } from './archive-error.js';
import type { BlockReader } from './block-reader.js';
import { inflate, lenientInflateRaw } from './inflate.js';

export const GZIP_HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const [HEADER_SUM, EXTRA, NAME, COMMENT] = [2, 4, 8, 16];
/** A name or comment has no limit; more than this is no header that was met by chance. */
const TEXT_BYTES = 64 * 1024;

/** Whether a header is as programs write it, with an existing compression level and system. */
export function isUsualGzip(header: Buffer): boolean {
  const [compression, system] = [header.readUInt8(8), header.readUInt8(9)];
  return [0, 2, 4].includes(compression) && (system <= 13 || system === 255);
}

/** What a gzip expands to that is followed by other bytes: zlib's own reader takes those for another member. */
export async function* gzipMembers(reader: BlockReader, start: number): AsyncGenerator<Buffer> {
  for (let at: number | undefined = start, first = true; ; first = false) {
    const data: number | undefined = await dataStart(reader, at);
    if (data === undefined && first) throw new ArchiveError('corrupt', 'The gzip has no valid header.');
    if (data === undefined) return;
    const zlib = lenientInflateRaw();
    yield* inflate(reader.stream(data, reader.size - data), zlib, { mayBeFollowed: true });
    at = data + zlib.bytesWritten + TRAILER_BYTES;
  }
}

async function dataStart(reader: BlockReader, at: number): Promise<number | undefined> {
  if (at + GZIP_HEADER_BYTES > reader.size) return undefined;
  const header = await reader.bytes(at, GZIP_HEADER_BYTES);
  const flags = header.readUInt8(3);
  if (header.readUIntBE(0, 3) !== 0x1f8b08 || flags >= 0x20) return undefined;
  let next: number | undefined = at + GZIP_HEADER_BYTES;
  if (flags & EXTRA) next = await behindExtra(reader, next);
  if (flags & NAME) next = await behindText(reader, next);
  if (flags & COMMENT) next = await behindText(reader, next);
  return next === undefined ? undefined : next + (flags & HEADER_SUM ? 2 : 0);
}

async function behindExtra(reader: BlockReader, at: number): Promise<number | undefined> {
  return at + 2 > reader.size ? undefined : at + 2 + (await reader.bytes(at, 2)).readUInt16LE(0);
}

async function behindText(reader: BlockReader, at: number | undefined): Promise<number | undefined> {
  if (at === undefined || at >= reader.size) return undefined;
  const end = (await reader.bytes(at, Math.min(TEXT_BYTES, reader.size - at))).indexOf(0);
  return end < 0 ? undefined : at + end + 1;
}
