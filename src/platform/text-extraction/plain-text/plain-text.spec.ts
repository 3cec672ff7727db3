import { describe, expect, it } from '@jest/globals';
import { ExtractionError } from '../extraction-error.js';
import { segmentsOf } from '../../../../test/support/segments-of.js';

const texts = async (...given: Parameters<typeof segmentsOf>) => (await segmentsOf(...given)).map(({ text }) => text);

describe('text files', () => {
  it('keeps the source of Markdown', async () => {
    const source = '# Title\n\n* one\n* two **bold**\n\n```\ncode\n```';
    expect(await texts(Buffer.from(source), 'md')).toEqual([source]);
  });

  it('makes every line break a line feed, also between two chunks', async () => {
    const text = `${'a'.repeat(64 * 1024 - 1)}\r\nb\rc\n`;
    expect((await texts(Buffer.from(text), 'txt')).join('\n')).toBe(`${'a'.repeat(64 * 1024 - 1)}\nb\nc`);
  });

  it('cuts a large text where lines end, so that its segments joined are the text', async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => `line ${i} of a text`);
    const segments = await texts(Buffer.from(lines.join('\n')), 'txt');
    expect(segments.length).toBeGreaterThan(3);
    expect(segments.join('\n')).toBe(lines.join('\n'));
  });

  it('cuts a line that has no end at a space, and never inside a character', async () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `word${i}`);
    expect((await texts(Buffer.from(words.join(' ')), 'txt')).join(' ')).toBe(words.join(' '));
    const run = '😀'.repeat(100_000);
    expect((await texts(Buffer.from(`x${run}`), 'txt')).join('')).toBe(`x${run}`);
  });

  it('leaves out what PostgreSQL does not take and what is not seen', async () => {
    expect(await texts(Buffer.from('na\u00adme\u0000 \u0007bell \ufeffmark e\u0301'), 'txt')).toEqual([
      'name bell mark é',
    ]);
  });

  it.each([['txt'], ['md'], ['csv']] as const)('a %s file without text is empty', async (format) => {
    for (const text of ['', ' \n\t\r\n'])
      await expect(segmentsOf(Buffer.from(text), format)).rejects.toMatchObject({ code: 'empty' });
  });

  it('refuses more characters than its limit', async () => {
    const limits = { characters: 10_000 };
    await expect(segmentsOf(Buffer.from('word '.repeat(3_000)), 'txt', limits)).rejects.toThrow(ExtractionError);
    await expect(segmentsOf(Buffer.from('word '.repeat(3_000)), 'txt', limits)).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('10,000 characters'),
    });
  });
});

describe('csv', () => {
  const rows = async (text: string) =>
    (await segmentsOf(Buffer.from(text), 'csv')).map((segment) => [segment.row, segment.text]);

  it('numbers records, whatever breaks they hold', async () => {
    expect(await rows('name,age\n"Ann\nBlack",3\n\nBob,"4 ""y"""')).toEqual([
      [1, 'name\tage'],
      [2, 'Ann\nBlack\t3'],
      [4, 'Bob\t4 "y"'],
    ]);
  });

  it.each([
    [';', 'a;b,c;d\n1;2,5;3\n'],
    ['\t', 'a\tb, c\td\n1\t2\t3\n'],
    ['|', 'a|b|c\n1|2|3\n'],
    [',', 'a,"b;c;d;e",f\n1,"2;3",4\n'],
  ])('finds the delimiter %j', async (_, text) => {
    for (const [, row] of await rows(text)) expect(String(row).split('\t')).toHaveLength(3);
  });

  it('reads line by line behind a quote that is never closed', async () => {
    expect(await rows('a,b\n1,"2\n3,4\n')).toEqual([
      [1, 'a\tb'],
      [2, '1,"2'],
      [3, '3,4'],
    ]);
  });

  it('does not hold a file whose first quote is never closed', async () => {
    const line = 'x,'.repeat(1_000);
    const found = await rows(`a,"b\n${`${line}\n`.repeat(1_000)}`);
    expect(found).toHaveLength(1_001);
    expect(found.at(-1)).toEqual([1_001, line]);
  });
});
