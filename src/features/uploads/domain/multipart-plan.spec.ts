import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitsPlan, MAX_PARTS, missingParts, planMultipart, planOf, sizeOfPart } from './multipart-plan.js';

const MIB = 1024 ** 2;
const TIB = 1024 ** 4;

const partsOf = (plan: ReturnType<typeof planMultipart>) =>
  Array.from({ length: plan.partCount }, (_, i) => ({ partNumber: i + 1, size: sizeOfPart(plan, i + 1) }));

describe('a multipart plan', () => {
  it.each([
    ['one byte', 1, 8 * MIB, 1],
    ['exactly one part', 8 * MIB, 8 * MIB, 1],
    ['a byte more', 8 * MIB + 1, 8 * MIB, 2],
    ['200 MiB', 200 * MIB, 8 * MIB, 25],
    ['the largest file of a tier', 50_000_000_000, 8 * MIB, 5961],
    ['the most parts of the usual size', 8 * MIB * MAX_PARTS, 8 * MIB, MAX_PARTS],
    ['a byte more than those', 8 * MIB * MAX_PARTS + 1, 16 * MIB, 5001],
    ['the largest object of S3', 5 * TIB, 1024 * MIB, 5120],
  ])('cuts %s', (_, size, partSize, partCount) => {
    expect(planMultipart(size)).toEqual({ size, partSize, partCount });
  });

  it('covers every size with what S3 accepts: equal parts of 5 MiB or more but the last, 10,000 at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 * TIB }), (size) => {
        const plan = planMultipart(size);
        const { partSize, partCount } = plan;
        const last = sizeOfPart(plan, partCount);
        expect(partSize).toBeGreaterThanOrEqual(5 * MIB);
        expect(partCount).toBeLessThanOrEqual(MAX_PARTS);
        expect(last).toBeGreaterThan(0);
        expect(last).toBeLessThanOrEqual(partSize);
        expect(partSize * (partCount - 1) + last).toBe(size);
      }),
    );
  });

  it('is for uploads in parts only', () => {
    expect(planOf({ method: 'PUT', declaredSize: 10 })).toBeNull();
    expect(planOf({ method: 'MULTIPART', declaredSize: 10 })).toMatchObject({ partCount: 1 });
  });
});

describe('what arrived, next to the plan', () => {
  const plan = planMultipart(20 * MIB);
  const [one, two, three] = partsOf(plan) as [
    { partNumber: number; size: number },
    ...{ partNumber: number; size: number }[],
  ];

  it('names the parts that are missing', () => {
    expect(missingParts(plan, [])).toEqual([1, 2, 3]);
    expect(missingParts(plan, [three!, one])).toEqual([2]);
  });

  it('fits when every part is there in its size, in any order', () => {
    expect(fitsPlan(plan, [three!, one, two!])).toBe(true);
  });

  it.each([
    ['a part is missing', [one, three!]],
    ['a part is too large', [{ ...one, size: one.size + 1 }, two!, three!]],
    ['two sizes are swapped', [{ ...one, size: three!.size }, two!, { ...three!, size: one.size }]],
    ['a part is extra', [one, two!, three!, { partNumber: 4, size: 1 }]],
    ['an extra one takes the place of another', [one, two!, { ...three!, partNumber: 4 }]],
  ])('does not fit when %s', (_, parts) => {
    expect(fitsPlan(plan, parts)).toBe(false);
  });
});
