import type { StreamBytes } from './compound-file.js';
import type { Piece } from './piece-table.js';
import type { CharacterRange } from './word-file.js';

/** Characters decoded at a time. */
const STEP = 16_384;

/** The characters of a range as the file holds them, piece by piece, with Word's control characters among them. */
export function* storyText(stream: StreamBytes, pieces: Piece[], { start, end }: CharacterRange): Generator<string> {
  for (const piece of pieces) {
    const [from, to] = [Math.max(start, piece.start), Math.min(end, piece.end)];
    const width = piece.encoding === 'utf-16le' ? 2 : 1;
    const decoder = new TextDecoder(piece.encoding, { ignoreBOM: true });
    for (let at = from; at < to; at += STEP) {
      const length = Math.min(STEP, to - at);
      const offset = piece.offset + (at - piece.start) * width;
      yield decoder.decode(stream.read(offset, offset + length * width), { stream: true });
    }
    if (from < to) yield decoder.decode();
  }
}
