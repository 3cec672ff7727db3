/** Around each word that was found, while the text is not escaped yet. PostgreSQL writes them; the text has none. */
export const MARK_START = '\u0001';
export const MARK_END = '\u0002';
/** Marks in the text go, and angle brackets stay hidden from PostgreSQL, which finds no words between them. */
export const HIDDEN = { from: `<>${MARK_START}${MARK_END}`, to: '\u0003\u0004' } as const;

/** Characters of the text that a highlight shows. */
const LENGTH = 240;
/** Before the first mark. */
const LEAD = 60;
const ELLIPSIS = '…';

interface Range {
  start: number;
  end: number;
}

/**
 * The part of a text with most of what was found, as HTML: each found word in `<mark>`, everything else escaped. `runs` are
 * found wherever they are in the text: writing without spaces has no words that PostgreSQL could mark.
 */
export function highlight(marked: string, runs: string[]): string {
  const { text, ranges } = unmark(marked);
  const found = merged([...ranges, ...runs.flatMap((run) => occurrences(text, run))]);
  const { start, end } = window(text, found);
  let html = start > 0 ? ELLIPSIS : '';
  let at = start;
  for (const range of found) {
    if (range.start < start || range.end > end) continue;
    html += `${escaped(text.slice(at, range.start))}<mark>${escaped(text.slice(range.start, range.end))}</mark>`;
    at = range.end;
  }
  return html + escaped(text.slice(at, end)) + (end < text.length ? ELLIPSIS : '');
}

/** Line ends of a page mean nothing in a line of results. */
const shown = (marked: string) => marked.replaceAll('\u0003', '<').replaceAll('\u0004', '>').replace(/\s+/g, ' ');

function unmark(marked: string): { text: string; ranges: Range[] } {
  let text = '';
  const ranges: Range[] = [];
  for (const [index, piece] of shown(marked).split(MARK_START).entries()) {
    if (index === 0) {
      text += piece;
      continue;
    }
    const [word = '', rest = ''] = piece.split(MARK_END, 2);
    ranges.push({ start: text.length, end: text.length + word.length });
    text += word + rest;
  }
  return { text, ranges };
}

function occurrences(text: string, run: string): Range[] {
  const ranges: Range[] = [];
  for (let at = text.indexOf(run); at !== -1; at = text.indexOf(run, at + run.length))
    ranges.push({ start: at, end: at + run.length });
  return ranges;
}

function merged(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && range.start < last.end) last.end = Math.max(last.end, range.end);
    else result.push({ ...range });
  }
  return result;
}

/** The first stretch with the most marks, begun and ended between words if there is a space nearby. */
function window(text: string, found: Range[]): Range {
  if (text.length <= LENGTH) return { start: 0, end: text.length };
  let best = { start: 0, count: 0 };
  for (const [first, { start }] of found.entries()) {
    const count = found.slice(first).findIndex(({ end }) => end > start + LENGTH - LEAD);
    const inside = count === -1 ? found.length - first : count;
    if (inside > best.count) best = { start: Math.max(0, start - LEAD), count: inside };
  }
  const start = wordStart(text, Math.min(best.start, text.length - LENGTH));
  return { start, end: wordEnd(text, Math.min(start + LENGTH, text.length)) };
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0;
  const space = text.indexOf(' ', at);
  return space !== -1 && space < at + LEAD / 2 ? space + 1 : whole(text, at);
}

function wordEnd(text: string, at: number): number {
  if (at === text.length) return at;
  const space = text.lastIndexOf(' ', at);
  return space > at - LEAD / 2 ? space : whole(text, at);
}

/** Not between the halves of a surrogate pair. */
const whole = (text: string, at: number) => (/[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at);

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
