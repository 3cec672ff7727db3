import { describe, expect, it } from '@jest/globals';
import { oneLine } from './one-line.js';

describe('text of a caged process in the log', () => {
  it.each([
    ['is one line', 'a\n\tb\r\n c\u2028d', 'a b c d'],
    ['has no sequence that a terminal obeys', '\u001b[31mred\u001b[0m\u0007 \u009b2J', '[31mred [0m 2J'],
    ['has no direction marks and no nulls', 'a\u202Eb\u0000c', 'a b c'],
    ['keeps letters of any script', ' Größe 東京 ', 'Größe 東京'],
    ['may be empty', '\n\n', ''],
  ])('%s', (_, text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });

  it('keeps its beginning and its end when it is long', () => {
    const line = oneLine(`first${'x'.repeat(10_000)}last`);
    expect(line).toMatch(/^firstx+ … x+last$/);
    expect(line.length).toBeLessThan(510);
  });
});
