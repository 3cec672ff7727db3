import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Chunk, type ChunkLimits, defaultLimits, type Segment, TooMuchTextError } from './chunk.js';
import { type ChunkedPart, chunkPart } from './chunk-part.js';
import { countO200k } from './token-counter.js';

const nowhere = { page: null, sheet: null, row: null };
const plain = (text: string): Segment => ({ text, ...nowhere });
const wholeOf = (segments: Segment[]) => segments.map(({ text }) => text).join('\n');

/** A small chunk shows in a short text what a large one shows in a long one. */
const small: ChunkLimits = { ...defaultLimits, tokens: 200, overlap: 20, characters: 700 };

function chunksOf(segments: Segment[], limits = defaultLimits, count = countO200k): Chunk[] {
  return chunkPart({ segments, isLast: true, limits }, count).chunks;
}

/** The same text in parts of one segment each, every state as another thread receives it. */
function chunksInParts(segments: Segment[], limits: ChunkLimits): Chunk[] {
  const chunks: Chunk[] = [];
  let state: ChunkedPart['state'] | undefined;
  for (const [n, segment] of segments.entries()) {
    const isLast = n === segments.length - 1;
    const part = chunkPart({ segments: [segment], isLast, state: structuredClone(state), limits }, countO200k);
    chunks.push(...part.chunks);
    ({ state } = part);
  }
  return chunks;
}

function expectSound(segments: Segment[], chunks: Chunk[], limits: ChunkLimits): void {
  const whole = wholeOf(segments);
  const covered = new Uint8Array(whole.length);
  for (const [n, { index, text, start, end, tokens }] of chunks.entries()) {
    expect(index).toBe(n);
    expect(text).toBe(whole.slice(start, end));
    expect(text).toBe(text.trim());
    expect(text.isWellFormed()).toBe(whole.isWellFormed() || text.isWellFormed());
    expect(tokens).toBe(countO200k(text));
    expect(tokens).toBeLessThanOrEqual(limits.tokens);
    expect(text.length).toBeLessThanOrEqual(Math.max(limits.characters, 64));
    if (n > 0) expect(start).toBeGreaterThan(chunks[n - 1]!.start);
    if (n > 0) expect(end).toBeGreaterThan(chunks[n - 1]!.end);
    covered.fill(1, start, end);
  }
  const lost = [...whole].filter((_, n) => !covered[n] && /\S/.test(whole[n] ?? ' '));
  expect(lost).toEqual([]);
}

const words = [
  'data',
  'Straße',
  'a',
  '数据库',
  'кит',
  'e\u0301e',
  '👩‍👩‍👧',
  '1234567',
  'foo_bar(baz);',
  '“quoted.”',
  'end.',
  '<|endoftext|>',
];
const gaps = [' ', '  ', '\n', '\n\n', '\t', '\u00a0', ' \n \n '];
const runs = [
  'a'.repeat(200),
  '漢字仮名交じり'.repeat(20),
  '👨‍👩‍👧‍👦'.repeat(20),
  'e' + '\u0301'.repeat(150),
  '-'.repeat(400),
  '0'.repeat(300),
];
const text = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...words) },
        { weight: 1, arbitrary: fc.constantFrom(...runs) },
        { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
      ),
      fc.constantFrom(...gaps),
    ),
    { maxLength: 60, size: 'max' },
  )
  .map((pairs) => pairs.flat().join('').toWellFormed());
const place = fc.record({
  page: fc.constantFrom(null, 1, 2),
  sheet: fc.constantFrom(null, 'A'),
  row: fc.constantFrom(null, 7),
});
const segments = fc.array(
  fc.tuple(text, place).map(([text, place]) => ({ text, ...place })),
  { minLength: 1, maxLength: 6 },
);

describe('chunks', () => {
  it('are exact slices of the whole text within their limits, and leave nothing out', () => {
    fc.assert(
      fc.property(segments, (segments) => expectSound(segments, chunksOf(segments, small), small)),
      { numRuns: 150 },
    );
  });

  it('are the same in however many parts the text comes', () => {
    fc.assert(
      fc.property(segments, (segments) => {
        expect(chunksInParts(segments, small)).toEqual(chunksOf(segments, small));
      }),
      { numRuns: 100 },
    );
  });

  it('stay on their page, and have the place of their first segment', () => {
    fc.assert(
      fc.property(segments, (segments) => {
        let start = 0;
        const parts = segments.map((segment) => {
          const part = { ...segment, start, end: start + segment.text.length };
          start = part.end + 1;
          return part;
        });
        for (const chunk of chunksOf(segments, small)) {
          const touched = parts.filter((part) => part.start < chunk.end && part.end > chunk.start);
          expect(touched[0]).toMatchObject({ page: chunk.page, sheet: chunk.sheet, row: chunk.row });
          expect(new Set(touched.map(({ page, sheet }) => `${page} ${sheet}`)).size).toBe(1);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('repeat whole words of the chunk before, as many as the overlap takes', () => {
    const segment = plain(Array.from({ length: 3_000 }, (_, n) => `word${n}`).join(' '));
    const chunks = chunksOf([segment]);
    for (const [n, { start }] of chunks.entries()) {
      if (n === 0) continue;
      const { end } = chunks[n - 1]!;
      expect(countO200k(` ${segment.text.slice(start, end)}`)).toBeLessThanOrEqual(64);
      const before = segment.text.lastIndexOf(' ', start - 2);
      expect(countO200k(segment.text.slice(before, end))).toBeGreaterThan(64);
    }
  });

  it.each([
    ['a paragraph', `${'Short words here. '.repeat(35)}\n\n${'More of them. '.repeat(40)}`, /here\.$/],
    ['a sentence', `${'some words and more '.repeat(35)}end. ${'some words and more '.repeat(30)}`, /end\.$/],
    ['a sentence of Chinese', `${'数据库里有很多数据'.repeat(22)}。${'数据库里有很多数据'.repeat(30)}`, /。$/],
    ['a line', `${'some words and more '.repeat(35)}last\n${'some words and more '.repeat(30)}`, /last$/],
  ])('end with %s rather than in the middle of one', (_, text, end) => {
    expect(chunksOf([plain(text)], { ...defaultLimits, tokens: 200 })[0]!.text).toMatch(end);
  });

  it('of an empty text are none', () => {
    expect(chunksOf([])).toEqual([]);
    expect(chunksOf([plain(' \n\t ')])).toEqual([]);
  });

  it('above the most are refused, as is more text than is taken', () => {
    const long = [plain('word '.repeat(2_000))];
    expect(() => chunksOf(long, { ...defaultLimits, chunks: 3 })).toThrow(TooMuchTextError);
    expect(() => chunksOf(long, { ...defaultLimits, textCharacters: 9_999 })).toThrow(TooMuchTextError);
    expect(chunksOf(long, { ...defaultLimits, textCharacters: 10_000 })).not.toEqual([]);
  });
});

describe('hostile runs', () => {
  const million = 200_000;

  it.each([
    ['of one letter', 'a'.repeat(million)],
    ['of digits', '7'.repeat(million)],
    ['of joined emoji', '👨‍👩‍👧‍👦'.repeat(million / 11)],
    ['of combining marks', 'e\u0301\u0302\u0303'.repeat(million / 4)],
    ['of marks on one letter', `e${'\u0301'.repeat(million / 4)}`],
    ['of Chinese', '漢字仮名交じり文'.repeat(million / 8)],
    ['of Thai', 'ภาษาไทยเป็นภาษา'.repeat(million / 15)],
    ['of spaces', `a${' '.repeat(million)}b`],
    ['of line breaks', `a${'\n'.repeat(million)}b`],
    ['of surrogate pairs', '𝒳'.repeat(million / 2)],
    ['of control tokens', '<|endoftext|>'.repeat(million / 13)],
    ['of one word a segment', 'word '.repeat(million / 5)],
  ])('%s are chunked by a bounded number of characters given to the tokenizer', (_, text) => {
    const work = { characters: 0, longest: 0 };
    const count = (part: string) => {
      work.characters += part.length;
      work.longest = Math.max(work.longest, part.length);
      // An estimate that no text exceeds by much: the work is measured, not the tokenizer.
      return Math.ceil(Buffer.byteLength(part) / 3);
    };
    const chunks = chunksOf([plain(text)], defaultLimits, count);
    expect(chunks.length).toBeGreaterThan(0);
    expect(work.longest).toBeLessThanOrEqual(defaultLimits.characters);
    expect(work.characters).toBeLessThan(text.length * 4);
  });

  it('are sound by the tokenizer too', () => {
    for (const text of ['a'.repeat(20_000), '👨‍👩‍👧‍👦'.repeat(500), `e${'\u0301'.repeat(3_000)}`, '漢字'.repeat(2_000)])
      expectSound([plain(text)], chunksOf([plain(text)]), defaultLimits);
  });
});
