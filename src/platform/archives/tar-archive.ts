import { ArchiveError } from './archive-error.js';
import { ByteCursor } from './byte-cursor.js';
import { parseTarHeader, TAR_BLOCK_BYTES, type TarHeader } from './tar-header.js';

/** A pax header is a few lines; more is an attack on whoever collects it. */
const PAX_LIMIT_BYTES = 64 * 1024;

export interface TarMember {
  size: number;
  content: AsyncIterable<Buffer>;
}

/** Walks a tar as it streams by. Each member must be read, or left, before the next one is asked for. */
export async function* tarMembers(source: AsyncIterable<Buffer>): AsyncGenerator<TarMember> {
  const cursor = new ByteCursor(source);
  let paxSize: number | undefined;
  try {
    for (let block = await cursor.take(TAR_BLOCK_BYTES); block.length; block = await cursor.take(TAR_BLOCK_BYTES)) {
      if (isEmpty(block)) return await expectPadding(cursor);
      const header = headerOf(block);
      if (header.type === 'x' || header.type === 'g') {
        paxSize = (await paxSizeOf(cursor, header)) ?? paxSize;
        continue;
      }
      const size = paxSize ?? header.size;
      paxSize = undefined;
      const content = new Section(cursor, size);
      yield { size, content: content.read() };
      await content.skip();
    }
  } finally {
    await cursor.close();
  }
}

/** The bytes of one member, followed by what fills up its last block. */
class Section {
  private left: number;

  constructor(
    private readonly cursor: ByteCursor,
    private readonly size: number,
  ) {
    this.left = size;
  }

  async *read(): AsyncGenerator<Buffer> {
    for await (const piece of this.cursor.next(this.left)) {
      this.left -= piece.length;
      yield piece;
    }
    if (this.left > 0) throw new ArchiveError('corrupt', 'A member ends before its size.');
  }

  async skip(): Promise<void> {
    for await (const _ of this.read());
    await this.cursor.take((TAR_BLOCK_BYTES - (this.size % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES);
  }
}

function headerOf(block: Buffer): TarHeader {
  const header = parseTarHeader(block);
  if (!header) throw new ArchiveError('corrupt', 'A header is damaged.');
  // Readers disagree about where the member after a sparse one begins.
  if (header.type === 'S') throw new ArchiveError('method', 'A member is sparse.');
  return header;
}

/** A pax header may say the size of the member after it, and then it is right. `git archive` writes a global one. */
async function paxSizeOf(cursor: ByteCursor, header: TarHeader): Promise<number | undefined> {
  if (header.size > PAX_LIMIT_BYTES) throw new ArchiveError('corrupt', 'A pax header is too long.');
  const padded = Math.ceil(header.size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
  const text = (await cursor.take(padded)).toString('utf8', 0, header.size);
  const said = /(?:^|\n)\d+ size=(\d{1,15})\n/.exec(text)?.[1];
  if (said === undefined) return undefined;
  if (header.type === 'g') throw new ArchiveError('method', 'A size is given for all members at once.');
  return Number(said);
}

function isEmpty(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

/** After the end only zeros: anything else is a second archive that some readers would open. */
async function expectPadding(cursor: ByteCursor): Promise<void> {
  for await (const piece of cursor.next())
    if (!isEmpty(piece)) throw new ArchiveError('corrupt', 'Bytes follow the end of the archive.');
}
