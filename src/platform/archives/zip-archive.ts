import { crc32, createInflateRaw } from 'node:zlib';
import yauzl from 'yauzl';
import { ArchiveError, SourceReadError } from './archive-error.js';
import type { BlockReader } from './block-reader.js';
import type { Extent } from './extent.js';
import { inflate, inflateAtOnce, INFLATE_CHUNK_BYTES } from './inflate.js';
import type { ZipBounds } from './zip-end.js';
import type { ZipMember } from './zip-member.js';
import {
  descriptorAgrees,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  readLocalHeader,
  virtualEntryBytes,
  type ZipLocalHeader,
} from './zip-local-header.js';

const ENCRYPTED = 1;
const NAME_BYTES = 1024;
/** What may follow a member's bytes: nothing, or a data descriptor in one of its forms. */
const DESCRIPTOR_BYTES = [0, 12, 16, 20, 24];

/** What is between two members. */
export type Gap = 'clear' | 'hidden member' | 'overlap';

/** Lets yauzl read through the block cache. */
class CachedReader extends yauzl.RandomAccessReader {
  constructor(
    private readonly reader: BlockReader,
    private readonly start: number,
  ) {
    super();
  }

  override read(...[buffer, offset, length, position, done]: Parameters<yauzl.RandomAccessReader['read']>): void {
    this.reader.bytes(this.start + position, length).then((bytes) => {
      bytes.copy(buffer, offset);
      done(null);
    }, done);
  }
}

/** A zip inside a file, read strictly: directory and local headers must agree, sizes and checksums must match. */
export class ZipArchive {
  constructor(
    private readonly reader: BlockReader,
    private readonly bounds: ZipBounds,
  ) {}

  /** The directory's members, one at a time; hidden ones behind a lying count are an error. */
  async *members(): AsyncGenerator<ZipMember> {
    const { start, end, directoryOffset, directorySize } = this.bounds;
    try {
      const cached = new CachedReader(this.reader, start);
      // Sizes are checked here, member by member: one that lies must not keep the others from being seen.
      const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
      const zip = await yauzl.fromRandomAccessReaderPromise(cached, end - start, options);
      const cursor = () => (zip as unknown as { readEntryCursor: number }).readEntryCursor;
      const directoryEnd = directoryOffset + directorySize;
      for await (const entry of zip.eachEntry()) {
        if (cursor() > directoryEnd) throw new ArchiveError('corrupt', 'The directory is longer than it says.');
        yield memberOf(entry);
      }
      if (cursor() !== directoryEnd) throw new ArchiveError('corrupt', 'The directory is shorter than it says.');
    } catch (error) {
      throw asArchiveError(error);
    }
  }

  /** A member's bytes as an unzipper would see them. */
  async *content(member: ZipMember): AsyncGenerator<Buffer> {
    if (member.encrypted) throw new ArchiveError('encrypted', 'A member is encrypted.');
    if (member.method !== 0 && member.method !== 8)
      throw new ArchiveError('method', `A member is compressed by method ${member.method}.`);
    let size = 0;
    let sum = 0;
    for await (const chunk of this.expanded(member)) {
      size += chunk.length;
      if (size > member.size) throw new ArchiveError('corrupt', 'A member is longer than the directory says.');
      sum = crc32(chunk, sum);
      yield chunk;
    }
    if (size !== member.size || sum !== member.crc32)
      throw new ArchiveError('corrupt', 'A member is not what the directory says.');
  }

  /** From a member's header to the end of its bytes. */
  async placeOf(member: ZipMember): Promise<Extent> {
    const { dataStart } = await this.localHeader(member);
    return { start: this.bounds.start + member.offset, end: dataStart + member.compressedSize };
  }

  /** What lies between a member and `next`, where the next known thing begins. */
  async gapBehind({ end }: Extent, next: number): Promise<Gap> {
    const limit = this.bounds.start + next;
    if (end > limit) return 'overlap';
    return this.gap(
      DESCRIPTOR_BYTES.map((bytes) => end + bytes),
      limit,
    );
  }

  /** Whether the file begins with its first member, or with entries that stand for nothing. */
  async beginsWith(first: ZipMember): Promise<boolean> {
    const { start } = this.bounds;
    return (await this.behindVirtualEntries(start, start + first.offset)) === start + first.offset;
  }

  /** Looks for members that only unzippers without a directory see, at the places where they could begin. */
  private async gap(places: number[], limit: number): Promise<Gap> {
    for (const place of places) {
      const at = await this.behindVirtualEntries(place, limit);
      if (at + LOCAL_HEADER_BYTES <= limit && (await this.reader.bytes(at, 4)).readUInt32LE(0) === LOCAL_HEADER)
        return 'hidden member';
    }
    return 'clear';
  }

  private async behindVirtualEntries(from: number, limit: number): Promise<number> {
    let at = from;
    for (let bytes = 1; bytes > 0 && at >= 0 && at < limit; at += bytes)
      bytes = await virtualEntryBytes(this.reader, at);
    return at;
  }

  private async *expanded(member: ZipMember): AsyncGenerator<Buffer> {
    const { dataStart, hasDescriptor } = await this.localHeader(member);
    const end = dataStart + member.compressedSize;
    if (end > this.bounds.end) throw new ArchiveError('corrupt', 'A member ends outside the file.');
    if (member.method === 0) yield* this.reader.stream(dataStart, member.compressedSize);
    else yield* this.inflated(dataStart, member);
    if (hasDescriptor && member.compressedSize > 0 && !(await descriptorAgrees(this.reader, end, member)))
      throw new ArchiveError('corrupt', 'What follows a member contradicts the directory.');
  }

  private async *inflated(at: number, { compressedSize, size }: ZipMember): AsyncGenerator<Buffer> {
    if (compressedSize <= INFLATE_CHUNK_BYTES && size <= INFLATE_CHUNK_BYTES) {
      const bytes = inflateAtOnce(await this.reader.bytes(at, compressedSize), size);
      if (bytes.length) yield bytes;
    } else {
      const raw = this.reader.stream(at, compressedSize);
      yield* inflate(raw, createInflateRaw({ chunkSize: INFLATE_CHUNK_BYTES }));
    }
  }

  private async localHeader(member: ZipMember): Promise<ZipLocalHeader> {
    const at = this.bounds.start + member.offset;
    if (at + LOCAL_HEADER_BYTES > this.bounds.end)
      throw new ArchiveError('corrupt', 'A member starts outside the file.');
    return readLocalHeader(this.reader, at, member);
  }
}

function memberOf(entry: yauzl.Entry): ZipMember {
  return {
    name: entry.fileNameRaw.toString('utf8', 0, NAME_BYTES),
    folder: entry.fileNameRaw.at(-1) === 0x2f && entry.uncompressedSize === 0 && entry.compressedSize === 0,
    method: entry.compressionMethod,
    encrypted: Boolean(entry.generalPurposeBitFlag & ENCRYPTED),
    compressedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    crc32: entry.crc32,
    offset: entry.relativeOffsetOfLocalHeader,
  };
}

/** yauzl throws plain errors for whatever is wrong with the file; those of the source keep their meaning. */
function asArchiveError(error: unknown): unknown {
  if (error instanceof ArchiveError || error instanceof SourceReadError) return error;
  if (!(error instanceof Error) || error.name === 'AbortError') return error;
  const kind = error.message.includes('strong encryption') ? 'encrypted' : 'corrupt';
  return new ArchiveError(kind, error.message);
}
