import { ExtractionError } from '../extraction-error.js';

/** Characters that lie together in the file. A document that was saved quickly has its pieces in another order than its text. */
export interface Piece {
  /** Numbers of its first character and of the one after its last. */
  start: number;
  end: number;
  /** Of its first byte in the stream. */
  offset: number;
  /** A label of `TextDecoder`. */
  encoding: string;
}

const PROPERTIES = 1;
const PIECES = 2;
/** Marks a piece of one byte for each character; its offset is doubled. */
const EIGHT_BIT = 0x40000000;

/** Reads a Clx ([MS-DOC] 2.9.38): properties, which are skipped, then the table. `oldEncoding`: of Word 6 and 95. */
export function pieceTable(clx: Buffer, oldEncoding: string | undefined): Piece[] {
  let at = 0;
  while (clx[at] === PROPERTIES && at + 3 <= clx.length) at += 3 + clx.readUInt16LE(at + 1);
  if (clx[at] !== PIECES || at + 5 > clx.length) throw new ExtractionError('corrupt');
  const table = clx.subarray(at + 5, at + 5 + clx.readUInt32LE(at + 1));
  const count = Math.floor((table.length - 4) / 12);
  const pieces: Piece[] = [];
  for (let i = 0; i < count; i++) {
    const [start, end] = [table.readUInt32LE(i * 4), table.readUInt32LE(i * 4 + 4)];
    if (end < start || start !== (pieces.at(-1)?.end ?? 0)) throw new ExtractionError('corrupt');
    pieces.push({ start, end, ...placeOf(table.readUInt32LE((count + 1) * 4 + i * 8 + 2), oldEncoding) });
  }
  return pieces;
}

function placeOf(value: number, oldEncoding: string | undefined): Pick<Piece, 'offset' | 'encoding'> {
  if (oldEncoding) return { offset: value, encoding: oldEncoding };
  if (value & EIGHT_BIT) return { offset: (value & ~EIGHT_BIT) >>> 1, encoding: 'windows-1252' };
  return { offset: value, encoding: 'utf-16le' };
}
