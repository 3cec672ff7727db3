import { crc32 } from 'node:zlib';
import { ArchiveError } from './archive-error.js';
import type { BlockReader } from './block-reader.js';
import { inflate, lenientInflateRaw } from './inflate.js';
import { type LoneLocalHeader, parseLoneHeader } from './zip-local-header.js';

const ENCRYPTED = 1;
const HAS_DESCRIPTOR = 8;
const HEADER_BYTES = 30 + 1024;

/** A member as its local header describes it. `content` must be read to its end before the next member. */
export interface LoneMember {
  content(): AsyncIterable<Buffer>;
  /** All its bytes were there and expanded: its header is no coincidence, even with a wrong checksum. */
  readonly expanded: boolean;
  /** Behind its bytes; known once they were read. */
  readonly end: number;
}

/**
 * The members of a zip whose directory is missing or elsewhere, as some unzippers restore them: header by header, for as
 * long as one follows the other.
 */
export async function* membersWithoutDirectory(reader: BlockReader, start: number): AsyncGenerator<LoneMember> {
  for (let at = start; ;) {
    const header = parseLoneHeader(await reader.bytes(at, Math.min(HEADER_BYTES, reader.size - at)));
    if (!header) return;
    if (header.flags & ENCRYPTED) throw new ArchiveError('encrypted', 'A member is encrypted.');
    const body = new Body(reader, at + header.dataOffset, header);
    yield body;
    at = body.end;
  }
}

/** The bytes behind one local header. Where they end is known once they were read. */
class Body implements LoneMember {
  end: number;
  expanded = false;

  constructor(
    private readonly reader: BlockReader,
    private readonly start: number,
    private readonly header: LoneLocalHeader,
  ) {
    this.end = start + header.compressedSize;
  }

  async *content(): AsyncGenerator<Buffer> {
    if (this.start > this.reader.size) throw new ArchiveError('corrupt', 'A member starts outside the file.');
    let sum = 0;
    for await (const chunk of this.bytes()) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
    this.expanded = true;
    const known = !(this.header.flags & HAS_DESCRIPTOR);
    if (known && sum !== this.header.crc32) throw new ArchiveError('corrupt', 'A member is not what its header says.');
  }

  private bytes(): AsyncGenerator<Buffer> {
    const { method, flags, compressedSize } = this.header;
    if (method === 8) return this.inflated();
    if (method !== 0) throw new ArchiveError('method', `A member is compressed by method ${method}.`);
    const unknown = Boolean(flags & HAS_DESCRIPTOR) && compressedSize === 0;
    if (unknown || this.end > this.reader.size) throw new ArchiveError('corrupt', 'A member has no end.');
    return this.reader.stream(this.start, compressedSize);
  }

  private async *inflated(): AsyncGenerator<Buffer> {
    const zlib = lenientInflateRaw();
    const raw = this.reader.stream(this.start, this.reader.size - this.start);
    yield* inflate(raw, zlib, { mayBeFollowed: true });
    if (this.header.flags & HAS_DESCRIPTOR) this.end = await this.behindDescriptor(this.start + zlib.bytesWritten);
  }

  /** A descriptor has a mark or not, and sizes of 32 or 64 bits: the next header decides. */
  private async behindDescriptor(at: number): Promise<number> {
    for (const bytes of [16, 12, 24, 20]) {
      const next = at + bytes;
      if (next + 30 > this.reader.size) continue;
      if (parseLoneHeader(await this.reader.bytes(next, Math.min(HEADER_BYTES, this.reader.size - next)))) return next;
    }
    return at;
  }
}
