const segmenter = new Intl.Segmenter();
const MARK = /^\p{Mark}$/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns of a terminal that a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += WIDE.test(segment) ? 2 : MARK.test(segment) ? 0 : 1;
  return width;
}

/** Filled up with spaces to that many columns. */
export const padded = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - widthOf(text)));

/** Cut to that many columns, with an ellipsis in the middle: the end of a file name tells its kind. */
export function shortened(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  const characters = [...segmenter.segment(text)].map(({ segment }) => segment);
  const tail = takeColumns([...characters].reverse(), Math.floor((columns - 1) / 3)).reverse();
  const head = takeColumns(characters, columns - 1 - widthOf(tail.join('')));
  return `${head.join('')}…${tail.join('')}`;
}

function takeColumns(characters: string[], columns: number): string[] {
  const taken: string[] = [];
  let left = columns;
  for (const character of characters) {
    left -= widthOf(character);
    if (left < 0) break;
    taken.push(character);
  }
  return taken;
}
