/** Size of a piece, give or take the rest of a line. */
const PIECE_CHARACTERS = 16 * 1024;
/** A line without a break is cut after this many characters, at a space where there is one. */
const LONGEST_LINE = 64 * 1024;

/** Where a piece ends and where the next one begins: behind the line break or space between them. */
export interface Cut {
  end: number;
  next: number;
}

/** Where to cut the first piece off a text that is still growing; undefined while it is too short to tell. */
export function firstCut(text: string): Cut | undefined {
  if (text.length <= PIECE_CHARACTERS) return undefined;
  const before = text.lastIndexOf('\n', PIECE_CHARACTERS);
  const end = before >= 0 ? before : text.indexOf('\n', PIECE_CHARACTERS);
  if (end >= 0 && end <= LONGEST_LINE) return { end, next: end + 1 };
  return text.length > LONGEST_LINE ? cutWithinLine(text) : undefined;
}

function cutWithinLine(text: string): Cut {
  const space = text.lastIndexOf(' ', LONGEST_LINE);
  if (space > 0) return { end: space, next: space + 1 };
  const end = isInsidePair(text, LONGEST_LINE) ? LONGEST_LINE - 1 : LONGEST_LINE;
  return { end, next: end };
}

function isInsidePair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
