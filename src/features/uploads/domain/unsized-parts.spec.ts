import { describe, expect, it } from '@jest/globals';
import { lastPartNumber, namingProblem, partsDigest, sizeProblem } from './unsized-parts.js';

const MIB = 1024 * 1024;
const part = (partNumber: number, size: number, etag = `e${partNumber}`) => ({ partNumber, size, etag });
const stored = [part(1, 5 * MIB), part(2, 1)];
const named = (...etags: string[]) => etags.map((etag, index) => ({ partNumber: index + 1, etag }));

it.each([
  [1, 1],
  [5 * MIB, 1],
  [5 * MIB + 1, 2],
  [10 ** 15, 10_000],
])('of at most %p bytes the last part is number %p', (bytes, last) => {
  expect(lastPartNumber(bytes)).toBe(last);
});

describe('named parts', () => {
  it('may quote their ETags', () => {
    expect(namingProblem(stored, named('e1', '"e2"'))).toBeUndefined();
  });

  it.each([
    ['none', [], 'No part'],
    ['one too few', named('e1'), 'Name all'],
    ['one too many', named('e1', 'e2', 'e3'), 'Part 3 has not arrived'],
    ['another ETag', named('e1', 'e1'), 'Part 2 has another ETag'],
    ['a gap', [{ partNumber: 2, etag: 'e2' }], 'Part 1 is missing'],
    ['another order', named('e1', 'e2').reverse(), 'Part 1 is missing'],
    ['one twice', [...named('e1'), ...named('e1')], 'Part 2 is missing'],
  ])('are not the stored ones where they are %s', (_, given, why) => {
    expect(namingProblem(stored, given)).toContain(why);
  });
});

describe('a file of parts', () => {
  const limits = { reservedBytes: 6 * MIB, declaredSize: null };

  it('may have a small last part only', () => {
    expect(sizeProblem(stored, limits)).toBeUndefined();
    expect(sizeProblem([part(1, 1)], limits)).toBeUndefined();
    expect(sizeProblem([part(1, 5 * MIB - 1), part(2, 1)], limits)).toContain('Part 1');
  });

  it.each([
    ['more than was reserved', { ...limits, reservedBytes: 5 * MIB }, 'at most'],
    ['fewer than declared', { ...limits, declaredSize: 6 * MIB }, 'were declared'],
  ])('is refused with %s', (_, other, why) => {
    expect(sizeProblem(stored, other)).toContain(why);
  });

  it('is refused when it is empty', () => {
    expect(sizeProblem([part(1, 0)], limits)).toContain('empty');
  });
});

it('a digest differs for another part, size or ETag', () => {
  const lists = [stored, [part(1, 5 * MIB), part(2, 2)], [part(1, 5 * MIB), part(2, 1, 'x')], stored.slice(0, 1)];
  expect(new Set(lists.map(partsDigest)).size).toBe(lists.length);
  expect(partsDigest([...stored])).toBe(partsDigest(stored));
});
