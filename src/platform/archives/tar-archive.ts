import { ArchiveError } from './archive-error.js';
import { ByteCursor } from './byte-cursor.js';
import { parsePax, type PaxRecords } from './pax-records.js';
import { parseTarHeader, TAR_BLOCK_BYTES, type TarHeader } from './tar-header.js';

/** A pax header is a few lines; more is an attack on what collects it. */
const PAX_LIMIT_BYTES = 64 * 1024;
const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');
const WITHOUT_DATA = ['1', '2', '3', '4', '5', '6'];
const REGULAR = ['\0', '0', '7'];

export interface TarMember {
  size: number;
  content: AsyncIterable<Buffer>;
}

/** The members of a streamed tar. Each must be read, or skipped, before the next one. `mayBeFollowed`: by other bytes. */
export async function* tarMembers(
  source: AsyncIterable<Buffer>,
  { mayBeFollowed = false } = {},
): AsyncGenerator<TarMember> {
  const blocks = new Blocks(new ByteCursor(source));
  let pax: PaxRecords | undefined;
  try {
    for (let block = await blocks.next(); block.length; block = await blocks.next()) {
      if (isEmpty(block)) return mayBeFollowed ? undefined : await blocks.expectPadding();
      const header = headerOf(block);
      if ('xXg'.includes(header.type)) {
        pax = merged(pax, await paxOf(blocks, header));
        continue;
      }
      const size = sizeOf(header, pax?.size);
      pax = undefined;
      const content = new Section(blocks, size);
      yield { size, content: content.read() };
      await content.skip();
    }
  } finally {
    await blocks.cursor.close();
  }
}

/**
 * What is between the members. An unzipper that opens a tar searches only for the end record of a zip, so none may hide
 * where no member is.
 */
class Blocks {
  private seam: Buffer = Buffer.alloc(0);

  constructor(readonly cursor: ByteCursor) {}

  next(): Promise<Buffer> {
    return this.take(TAR_BLOCK_BYTES);
  }

  async take(length: number): Promise<Buffer> {
    const bytes = await this.cursor.take(length);
    const looked = Buffer.concat([this.seam, bytes]);
    if (looked.includes(ZIP_END)) throw new ArchiveError('corrupt', 'A zip ends between the members.');
    this.seam = looked.subarray(-(ZIP_END.length - 1));
    return bytes;
  }

  /** After the end only zeros: anything else is a second archive that some readers would open. */
  async expectPadding(): Promise<void> {
    for await (const piece of this.cursor.next())
      if (!isEmpty(piece)) throw new ArchiveError('corrupt', 'Bytes follow the end of the archive.');
  }
}

/** The bytes of one member, followed by what fills up its last block. */
class Section {
  private left: number;

  constructor(
    private readonly blocks: Blocks,
    private readonly size: number,
  ) {
    this.left = size;
  }

  async *read(): AsyncGenerator<Buffer> {
    for await (const piece of this.blocks.cursor.next(this.left)) {
      this.left -= piece.length;
      yield piece;
    }
    if (this.left > 0) throw new ArchiveError('corrupt', 'A member ends before its size.');
  }

  async skip(): Promise<void> {
    for await (const _ of this.read());
    await this.blocks.take((TAR_BLOCK_BYTES - (this.size % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES);
  }
}

function headerOf(block: Buffer): TarHeader {
  const header = parseTarHeader(block);
  if (!header) throw new ArchiveError('corrupt', 'A header is damaged.');
  // Readers disagree about where the member after a sparse one begins.
  if (header.type === 'S') throw new ArchiveError('method', 'A member is sparse.');
  return header;
}

async function paxOf(blocks: Blocks, header: TarHeader): Promise<PaxRecords> {
  if (header.size > PAX_LIMIT_BYTES) throw new ArchiveError('corrupt', 'A pax header is too long.');
  const padded = Math.ceil(header.size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
  const bytes = await blocks.take(padded);
  if (bytes.length < padded) throw new ArchiveError('corrupt', 'A pax header is cut short.');
  const records = parsePax(bytes.subarray(0, header.size));
  if (records.sparse) throw new ArchiveError('method', 'A member is sparse.');
  if (header.type === 'g' && records.size !== undefined)
    throw new ArchiveError('method', 'A size is given for all members at once.');
  return records;
}

function merged(first: PaxRecords | undefined, second: PaxRecords): PaxRecords {
  return { ...first, ...second };
}

/** How many bytes follow a header. Where readers differ about it, one of them sees another archive. */
function sizeOf(header: TarHeader, said: number | undefined): number {
  const size = said ?? header.size;
  if (size > 0 && isWithoutData(header)) throw new ArchiveError('corrupt', 'A member without bytes announces some.');
  if (size !== header.size && !REGULAR.includes(header.type))
    throw new ArchiveError('corrupt', 'A pax header gives a size to what is no file.');
  return size;
}

/** Links, devices and folders; in the oldest tars a folder is a file whose name ends in a slash. */
function isWithoutData({ type, namesFolder }: TarHeader): boolean {
  return WITHOUT_DATA.includes(type) || (type === '\0' && namesFolder);
}

function isEmpty(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}
