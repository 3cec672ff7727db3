import { crc32, createInflateRaw } from 'node:zlib';
import yauzl from 'yauzl';
import { ArchiveError, SourceReadError } from './archive-error.js';
import type { BlockReader } from './block-reader.js';
import { inflate, INFLATE_CHUNK_BYTES } from './inflate.js';
import type { ZipBounds } from './zip-end.js';

const LOCAL_HEADER_BYTES = 30;
const ENCRYPTED = 1;
const NAME_BYTES = 1024;
const LOCAL_HEADER = 0x04034b50;
/** What may follow a member's bytes: nothing, or a data descriptor in one of its forms. */
const DESCRIPTOR_BYTES = [0, 12, 16, 20, 24];

/** What the directory says about one member. */
export interface ZipMember {
  /** Cut at 1 KiB, so that a list of members stays small whatever they are called. */
  name: string;
  /** Only the name of a folder, without bytes. */
  folder: boolean;
  method: number;
  encrypted: boolean;
  compressedSize: number;
  size: number;
  crc32: number;
  /** Where its local header begins, counted from the start of the archive. */
  offset: number;
}

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

/** A zip inside a file. Believes nothing: what directory and local header say must agree, sizes and sums must hold. */
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
    for await (const chunk of await this.expanded(member)) {
      size += chunk.length;
      if (size > member.size) throw new ArchiveError('corrupt', 'A member is longer than the directory says.');
      sum = crc32(chunk, sum);
      yield chunk;
    }
    if (size !== member.size || sum !== member.crc32)
      throw new ArchiveError('corrupt', 'A member is not what the directory says.');
  }

  /** Does a member the directory does not know follow this one? `next` is where the next known thing begins. */
  async hidesMemberAfter(member: ZipMember, next: number): Promise<boolean> {
    const end = (await this.dataStart(member)) + member.compressedSize;
    const limit = this.bounds.start + next - LOCAL_HEADER_BYTES;
    for (const at of DESCRIPTOR_BYTES.map((bytes) => end + bytes))
      if (at <= limit && (await this.reader.bytes(at, 4)).readUInt32LE(0) === LOCAL_HEADER) return true;
    return false;
  }

  private async expanded(member: ZipMember): Promise<AsyncIterable<Buffer>> {
    const start = await this.dataStart(member);
    if (start + member.compressedSize > this.bounds.end)
      throw new ArchiveError('corrupt', 'A member ends outside the file.');
    const raw = this.reader.stream(start, member.compressedSize);
    return member.method === 0 ? raw : inflate(raw, createInflateRaw({ chunkSize: INFLATE_CHUNK_BYTES }));
  }

  /** Unzippers that stream believe the local header: one that tells another story hides something. */
  private async dataStart(member: ZipMember): Promise<number> {
    const at = this.bounds.start + member.offset;
    if (at + LOCAL_HEADER_BYTES > this.bounds.end)
      throw new ArchiveError('corrupt', 'A member starts outside the file.');
    const header = await this.reader.bytes(at, LOCAL_HEADER_BYTES);
    const honest =
      header.readUInt32LE(0) === LOCAL_HEADER &&
      header.readUInt16LE(8) === member.method &&
      Boolean(header.readUInt16LE(6) & ENCRYPTED) === member.encrypted;
    if (!honest) throw new ArchiveError('corrupt', 'The header of a member contradicts the directory.');
    return at + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
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
