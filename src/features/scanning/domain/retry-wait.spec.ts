import { describe, expect, it } from '@jest/globals';
import { retryWaitSeconds } from './retry-wait.js';

const COUNTS = [1, 2, 3, 5, 9, 30_000];
const unscanned = (seconds: number, scannerWorks: boolean) =>
  COUNTS.map((failures) => retryWaitSeconds({ attempts: failures, seconds, unscanned: { failures, scannerWorks } }));

describe('an upload that could not be admitted', () => {
  it('is tried again within a minute when a part of the service failed', () => {
    expect(COUNTS.map((attempts) => retryWaitSeconds({ attempts, seconds: 200 }))).toEqual([2, 4, 8, 32, 60, 60]);
  });

  it('is tried again at once after the scanner failed once, however long that took, and however often others did', () => {
    for (const attempts of COUNTS)
      for (const scannerWorks of [true, false])
        expect(retryWaitSeconds({ attempts, seconds: 150, unscanned: { failures: 1, scannerWorks } })).toBe(2);
  });

  it('is tried with growing pauses when the scanner repeatedly gives no verdict', () => {
    expect(unscanned(1, true)).toEqual([2, 4, 8, 32, 512, 900]);
    expect(unscanned(200, false)).toEqual([2, 4, 8, 32, 512, 900]);
  });

  it('pauses four times as long as it kept a scanner that works for others', () => {
    expect(unscanned(150, true)).toEqual([2, 600, 600, 600, 600, 900]);
  });
});
