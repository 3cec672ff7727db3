import { describe, expect, it } from '@jest/globals';
import { graceSeconds, lookScheduleSeconds } from './upload-deadline.js';

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

describe('the look schedule', () => {
  it('looks later each time, and before any deadline', () => {
    expect([...lookScheduleSeconds].sort((a, b) => a - b)).toEqual([...lookScheduleSeconds]);
    expect(lookScheduleSeconds.at(-1)).toBeLessThan(60 + graceSeconds(0));
  });
});
