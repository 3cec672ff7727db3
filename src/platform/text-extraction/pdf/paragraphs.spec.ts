import { describe, expect, it } from '@jest/globals';
import { paragraphs } from './paragraphs.js';
import type { TextLine } from './text-lines.js';

/** Lines of a column, 12 points apart: each as wide as its text, 5 points for each character, unless said otherwise. */
function column(texts: string[], more: Partial<TextLine> = {}): TextLine[] {
  return texts.map((raw, i) => {
    const isHyphenated = raw.endsWith('¬');
    const text = raw.replace('¬', '');
    const firstWordWidth = text.split(' ')[0]!.length * 5;
    return {
      text,
      isHyphenated,
      left: 0,
      right: text.length * 5,
      baseline: -12 * i,
      height: 11,
      firstWordWidth,
      ...more,
    };
  });
}

describe('lines of a page', () => {
  it.each([
    [
      'go on where the column ended',
      ['These words fill the whole column', 'and these ones fill it once more', 'end.'],
      1,
    ],
    ['end where there was place for the next word', ['Short heading', 'Extraordinarily long lines follow', 'it.'], 2],
    ['of a list stand apart', ['• This point fills the whole column', '• This point fills the whole column'], 2],
    [
      'of contents stand apart',
      ['Introduction . . . . . . . . . . . . 1', 'Introduction . . . . . . . . . . . . 2'],
      2,
    ],
    [
      'of numbered sections stand apart',
      ['4.1 This section fills the column here', '4.2 This section fills the column here'],
      2,
    ],
  ])('%s', (_what, texts, count) => {
    expect(paragraphs(column(texts)).split('\n')).toHaveLength(count);
  });

  it.each([
    ['divided words become whole', ['a Fußgänger¬', 'übergang'], 'a Fußgängerübergang'],
    ['a hyphen before a capital stays', ['from Baden¬', 'Württemberg'], 'from Baden-Württemberg'],
    ['a word with a hyphen keeps both', ['your day-to¬', 'day work'], 'your day-to-day work'],
    ['a hyphen at the end of the page stays', ['over¬'], 'over-'],
  ])('%s', (_what, texts, text) => {
    expect(paragraphs(column(texts))).toBe(text);
  });

  it('of scripts without spaces are joined without one', () => {
    expect(paragraphs(column(['東京都の図書館では', '毎年新しい本が展示'], { right: 99 }))).toBe(
      '東京都の図書館では毎年新しい本が展示',
    );
  });

  it('side by side or far below stand apart', () => {
    const [one, other] = column(['These words fill the whole column', 'and these ones fill it once more']) as [
      TextLine,
      TextLine,
    ];
    expect(paragraphs([one, { ...other, left: 300, right: 465 }])).toContain('\n');
    expect(paragraphs([one, { ...other, baseline: -40 }])).toContain('\n');
    expect(paragraphs([one, { ...other, height: 20 }])).toContain('\n');
  });
});
