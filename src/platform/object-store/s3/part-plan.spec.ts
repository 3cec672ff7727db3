import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planParts } from './part-plan.js';

const MIB = 1024 * 1024;
const TIB = 1024 * 1024 * MIB;

describe('planParts', () => {
  it('cuts equal parts but the last', () => {
    expect(planParts(13 * MIB, 6 * MIB)).toEqual([
      { partNumber: 1, start: 0, end: 6 * MIB - 1, size: 6 * MIB },
      { partNumber: 2, start: 6 * MIB, end: 12 * MIB - 1, size: 6 * MIB },
      { partNumber: 3, start: 12 * MIB, end: 13 * MIB - 1, size: MIB },
    ]);
  });

  it('covers every byte once in at most 10,000 parts that S3 accepts', () => {
    const sizes = fc.integer({ min: 1, max: 5 * TIB });
    const thresholds = fc.integer({ min: 5 * MIB, max: 5 * 1024 * MIB });
    fc.assert(
      fc.property(sizes, thresholds, (size, threshold) => {
        const parts = planParts(size, threshold);
        expect(parts.length).toBeLessThanOrEqual(10_000);
        const adjacent = parts.every(({ start, end, size: own }, i) => {
          return start === (parts[i - 1]?.end ?? -1) + 1 && own === end - start + 1;
        });
        expect([adjacent, parts.at(-1)!.end]).toEqual([true, size - 1]);
        expect(parts.every((part) => part.size <= 5 * 1024 * MIB)).toBe(true);
        expect(parts.slice(0, -1).every((part) => part.size >= 5 * MIB)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
