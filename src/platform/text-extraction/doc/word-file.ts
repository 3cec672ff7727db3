import { ExtractionError } from '../extraction-error.js';
import type { CompoundFile, StreamBytes } from './compound-file.js';
import { type Piece, pieceTable } from './piece-table.js';
import { codePageOf } from './code-page.js';

/** Parts of a document, in the order in which their characters are counted ([MS-DOC] 2.4.1). */
const stories = [
  'main',
  'footnotes',
  'headers',
  'macros',
  'comments',
  'endnotes',
  'textBoxes',
  'headerTextBoxes',
] as const;
export type Story = (typeof stories)[number];

/** A range of characters. */
export interface CharacterRange {
  start: number;
  end: number;
}

export interface WordFile {
  /** Where the text is. */
  stream: StreamBytes;
  pieces: Piece[];
  stories: Record<Story, CharacterRange>;
}

/** Where the header (FIB) keeps what, by version: [MS-DOC] for 97 and later; 6 and 95 have one stream and no Unicode. */
const layouts = {
  word97: { magic: 0xa5ec, counts: 0x4c, clx: 0x1a2 },
  word6: { magic: 0xa5dc, counts: 0x34, clx: 0x160 },
};
const HEADER_BYTES = 0x1aa;
const COMPLEX = 0x0004;
const ENCRYPTED = 0x0100;
const SECOND_TABLE = 0x0200;

/** Finds the text of a document of Word 6, 95 or 97 to 2003. */
export function openWordFile(file: CompoundFile): WordFile {
  const { stream, header } = openHeader(file);
  const layout = layoutOf(header);
  const flags = header.readUInt16LE(0x0a);
  if (flags & ENCRYPTED) throw new ExtractionError('encrypted');
  const ranges = storyRanges(header, layout.counts);
  const isOld = layout === layouts.word6;
  if (isOld && !(flags & COMPLEX)) return { stream, pieces: [wholeText(header, ranges)], stories: ranges };
  const table = isOld ? stream : file.stream(flags & SECOND_TABLE ? '1Table' : '0Table');
  if (!table) throw new ExtractionError('corrupt');
  const start = header.readUInt32LE(layout.clx);
  const clx = table.read(start, start + header.readUInt32LE(layout.clx + 4));
  return { stream, pieces: pieceTable(clx, isOld ? codePageOf(header.readUInt16LE(6)) : undefined), stories: ranges };
}

function openHeader(file: CompoundFile): { stream: StreamBytes; header: Buffer } {
  const stream = file.stream('WordDocument');
  if (!stream || stream.size < HEADER_BYTES) throw new ExtractionError('corrupt');
  return { stream, header: stream.read(0, HEADER_BYTES) };
}

function layoutOf(header: Buffer) {
  const layout = Object.values(layouts).find(({ magic }) => magic === header.readUInt16LE(0));
  if (!layout) throw new ExtractionError('corrupt');
  return layout;
}

function storyRanges(header: Buffer, counts: number): Record<Story, CharacterRange> {
  let start = 0;
  const ranges = stories.map((story, i): [Story, CharacterRange] => {
    const range = { start, end: start + header.readUInt32LE(counts + i * 4) };
    start = range.end;
    return [story, range];
  });
  return Object.fromEntries(ranges) as Record<Story, CharacterRange>;
}

/** A document of Word 6 or 95 that was saved whole: its text lies in one piece. */
function wholeText(header: Buffer, { headerTextBoxes }: Record<Story, CharacterRange>): Piece {
  const start = header.readUInt32LE(0x18);
  const end = Math.min(headerTextBoxes.end, header.readUInt32LE(0x1c) - start);
  return { start: 0, end, offset: start, encoding: codePageOf(header.readUInt16LE(6)) };
}
