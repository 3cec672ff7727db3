import type { PageCharacters } from './page-characters.js';

/** A line of a page. Lengths are in points; `height` is that of its font's line. */
export interface TextLine {
  text: string;
  /** The line ended within a word, with a hyphen that is not part of `text`. */
  isHyphenated: boolean;
  left: number;
  right: number;
  baseline: number;
  height: number;
  firstWordWidth: number;
}

/** PDFium marks a hyphen at the end of a line with it and leaves the break out. */
const HYPHEN = 0x02;
const isBreak = (unit: number) => unit === 0x0a || unit === 0x0d;

/** The lines of a page, in reading order. Lines without a visible character are left out. */
export function textLines(characters: PageCharacters): TextLine[] {
  const lines: TextLine[] = [];
  const { units } = characters;
  let start = 0;
  for (let at = 0; at <= units.length; at++) {
    const unit = units[at] ?? 0x0a;
    if (unit !== HYPHEN && !isBreak(unit)) continue;
    const line = lineOf(characters, start, at, unit === HYPHEN);
    if (line) lines.push(line);
    start = at + 1;
  }
  return lines;
}

function lineOf(characters: PageCharacters, start: number, end: number, isHyphenated: boolean): TextLine | undefined {
  const text = characters.text(start, end);
  const words = text.trim();
  if (!words) return undefined;
  const first = start + text.indexOf(words);
  const last = first + words.length - 1;
  const wordEnd = words.search(/\s/);
  const [one, other] = [characters.box(first), characters.box(last)];
  const wordLast = characters.box(wordEnd < 0 ? last : first + wordEnd - 1);
  return {
    text: words,
    isHyphenated,
    left: Math.min(one.left, other.left),
    right: Math.max(one.right, other.right),
    baseline: characters.baseline(first),
    height: one.top - one.bottom,
    firstWordWidth: Math.max(one.right, wordLast.right) - Math.min(one.left, wordLast.left),
  };
}
