/** Size of a piece, give or take the rest of a line. */
const PIECE_CHARACTERS = 16 * 1024;
/** A piece without a line break is cut after this many characters, at a space where there is one. */
const LONGEST_PIECE = 64 * 1024;

/** Where a piece ends and where the next one begins: behind the line break or space between them. */
export interface Cut {
  end: number;
  next: number;
}

/** Where to cut the first piece off a text that may still grow; undefined while it is short enough to be one. */
export function firstCut(text: string): Cut | undefined {
  if (text.length <= PIECE_CHARACTERS) return undefined;
  const before = text.lastIndexOf('\n', PIECE_CHARACTERS);
  const end = before >= 0 ? before : text.indexOf('\n', PIECE_CHARACTERS);
  if (end >= 0 && end <= LONGEST_PIECE) return { end, next: end + 1 };
  return text.length > LONGEST_PIECE ? cutWithinLine(text) : undefined;
}

/** A text in pieces that are short enough to be handed on. */
export function* pieces(text: string): Generator<string> {
  let rest = text;
  for (let cut = firstCut(rest); cut; cut = firstCut(rest)) {
    yield rest.slice(0, cut.end);
    rest = rest.slice(cut.next);
  }
  yield rest;
}

function cutWithinLine(text: string): Cut {
  const space = text.lastIndexOf(' ', LONGEST_PIECE);
  if (space > 0) return { end: space, next: space + 1 };
  const end = isInsidePair(text, LONGEST_PIECE) ? LONGEST_PIECE - 1 : LONGEST_PIECE;
  return { end, next: end };
}

function isInsidePair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
