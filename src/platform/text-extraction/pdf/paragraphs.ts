import { isSparse, isUnspacedEnd, isUnspacedStart, mostLeading } from './line-shapes.js';
import type { TextLine } from './text-lines.js';

const SIZE_TOLERANCE = 1.12;
/** As many lines before and after show how wide a column is. */
const NEIGHBOURS = 5;
const LIST_MARK = /^(?:[•●○▪■◦‣⁃∙·–—*\uf000-\uf0ff-]|\(?(?:\d{1,3}|[a-z])[.)]|\d{1,3}(?:\.\d{1,3})+\.?)\s/i;
const NEARLY = 0.92;
/** Rows of a table of contents. */
const LEADERS = /(?:\. ?){4}/;
const HYPHENATED_WORD = /\p{L}-\p{L}+$/u;

/**
 * The text of lines with paragraphs put together again: a line that was only broken because its column ended goes on in the
 * next one, a divided word becomes whole. Every other line keeps its break.
 */
export function paragraphs(lines: TextLine[]): string {
  const leading = mostLeading(lines);
  let text = lines[0]?.text ?? '';
  for (let i = 1; i < lines.length; i++) {
    const [last, line] = [lines[i - 1]!, lines[i]!];
    text += goesOn(last, line, leading)
      ? joint(last, line, lines.slice(Math.max(0, i - NEIGHBOURS), i + NEIGHBOURS))
      : ending(last);
    text += line.text;
  }
  return text + (lines.at(-1)?.isHyphenated ? '-' : '');
}

const ending = (line: TextLine) => (line.isHyphenated ? '-\n' : '\n');

function goesOn(last: TextLine, line: TextLine, leading: number): boolean {
  const below = (last.baseline - line.baseline) / last.height;
  const overlap = last.left < line.right && line.left < last.right;
  return overlap && below > 0 && below <= leading && isSameSize(last, line);
}

/** What stands between two lines that may belong together. */
function joint(last: TextLine, line: TextLine, neighbours: TextLine[]): string {
  // A hyphen before a capital or a digit belongs to the word, and one that follows another: day-to-day.
  if (last.isHyphenated) return /^\p{Ll}/u.test(line.text) && !HYPHENATED_WORD.test(last.text) ? '' : '-';
  if (LIST_MARK.test(line.text) || isRow(last) || isRow(line)) return '\n';
  if (!isFull(last, line, neighbours.map(width))) return '\n';
  return isUnspacedEnd(last) && isUnspacedStart(line) ? '' : ' ';
}

/** Whether the line ended because its column did: the next word had no place in it, and other lines end there too. */
function isFull(last: TextLine, line: TextLine, widths: number[]): boolean {
  const column = Math.max(...widths);
  // Text without spaces may be broken at every character.
  const firstWord = isUnspacedStart(line) ? line.height : line.firstWordWidth;
  if (column - width(last) >= firstWord + last.height / 4) return false;
  return /^\p{Ll}/u.test(line.text) || widths.filter((found) => found >= column * NEARLY).length > 1;
}

const width = ({ left, right }: TextLine) => right - left;
const isRow = (line: TextLine) => LEADERS.test(line.text) || isSparse(line);

const isSameSize = (one: TextLine, other: TextLine) =>
  Math.max(one.height, other.height) <= Math.min(one.height, other.height) * SIZE_TOLERANCE;
