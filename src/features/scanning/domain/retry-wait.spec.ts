import { describe, expect, it } from '@jest/globals';
import { retryWaitSeconds } from './retry-wait.js';

const waits = (seconds: number, scannerWorks?: boolean) =>
  [1, 2, 3, 5, 9, 30_000].map((attempts) => retryWaitSeconds({ attempts, seconds, scannerWorks }));

describe('an upload that could not be admitted', () => {
  it('is tried again within a minute when a part of the service failed', () => {
    expect(waits(200)).toEqual([2, 4, 8, 32, 60, 60]);
  });

  it('is tried again soon, then ever more rarely, when the scanner gave no verdict', () => {
    expect(waits(1, true)).toEqual([4, 4, 8, 32, 512, 900]);
    expect(waits(200, false)).toEqual([2, 4, 8, 32, 512, 900]);
  });

  it('pauses four times as long as it kept a scanner that works for others', () => {
    expect(waits(150, true)).toEqual([600, 600, 600, 600, 600, 900]);
  });
});
