import { describe, expect, it } from '@jest/globals';
import { checkSeconds, graceSeconds } from './upload-deadline.js';

const KIB = 1024;

describe('graceSeconds', () => {
  it.each([
    [0, 900],
    [1, 900],
    [900 * 256 * KIB, 900],
    [900 * 256 * KIB + 1, 901],
    [5 * KIB ** 3, 20_480],
  ])('gives %d bytes %d seconds', (bytes, seconds) => {
    expect(graceSeconds(bytes)).toBe(seconds);
  });
});

describe('the checks of the reconciler', () => {
  it('leave a file at least ten seconds of its minute to be admitted in', () => {
    expect(Math.max(checkSeconds.second, checkSeconds.every)).toBeLessThanOrEqual(50);
  });
});
