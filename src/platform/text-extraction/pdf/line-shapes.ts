import type { TextLine } from './text-lines.js';

/** Words that are further apart than justified text ever is stand in a table. */
const SPARSE = 1.6;
/** The least that is taken for the distance of a paragraph's lines, and the most, in heights of a line. */
const CLOSE = 1.35;
const DOUBLE_SPACED = 2.3;
const TOLERANCE = 1.15;
const FEW = 4;
/** The closer lines of a page are those within paragraphs. */
const USUAL = 0.3;

/** Scripts that are written without spaces. */
const UNSPACED = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f\\uff00-\\uffef';
const ends = new RegExp(`[${UNSPACED}]$`, 'u');
const starts = new RegExp(`^[${UNSPACED}]`, 'u');
const wide = new RegExp(`[${UNSPACED}]`, 'gu');

export const isUnspacedEnd = ({ text }: TextLine) => ends.test(text);
export const isUnspacedStart = ({ text }: TextLine) => starts.test(text);

/** Whether a line is much longer than its characters, as rows of tables and of contents are. */
export function isSparse({ text, left, right, height }: TextLine): boolean {
  const halfWidths = text.length + (text.match(wide)?.length ?? 0);
  return right - left > halfWidths * (height / 2) * SPARSE;
}

/** How far apart lines of one paragraph may be on this page, in heights of a line: text may be double-spaced. */
export function mostLeading(lines: TextLine[]): number {
  const found: number[] = [];
  for (let i = 1; i < lines.length; i++) {
    const leading = (lines[i - 1]!.baseline - lines[i]!.baseline) / lines[i - 1]!.height;
    if (leading > 0.5 && leading < DOUBLE_SPACED) found.push(leading);
  }
  if (found.length < FEW) return CLOSE;
  const usual = found.sort((a, b) => a - b)[Math.floor(found.length * USUAL)]!;
  return Math.max(CLOSE, usual * TOLERANCE);
}
