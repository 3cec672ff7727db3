import { describe, expect, it } from '@jest/globals';
import { MinimumRate } from './minimum-rate.js';

/** Sends so many bytes every second; answers after how many seconds it was too slow. */
function endOf(bytesEachSecond: (second: number) => number, seconds: number): number | undefined {
  let now = 0;
  const rate = new MinimumRate({ patienceMs: 30_000, bytesPerSecond: 1024 }, () => now);
  for (let second = 1; second <= seconds; second++) {
    now = second * 1000;
    rate.arrived(bytesEachSecond(second));
    if (rate.isTooSlow) return second;
  }
  return undefined;
}

describe('MinimumRate', () => {
  it('accepts a slow but steady sender', () => {
    expect(endOf(() => 1024, 100_000)).toBeUndefined();
    expect(endOf((second) => (second % 20 ? 0 : 20 * 1024), 10_000)).toBeUndefined();
  });

  it('ends one that is silent after its patience', () => {
    expect(endOf(() => 0, 100)).toBe(30);
  });

  it('ends one that sends a byte now and then', () => {
    expect(endOf(() => 1, 100)).toBe(31);
  });

  it('ends one at nine tenths of the rate, later', () => {
    expect(endOf(() => 922, 1000)).toBeGreaterThan(250);
  });

  it('gives no credit for what came fast', () => {
    expect(endOf((second) => (second === 1 ? 1024 ** 3 : 1), 100)).toBeLessThanOrEqual(32);
  });

  it('says how much patience is left', () => {
    let now = 0;
    const rate = new MinimumRate({ patienceMs: 10_000, bytesPerSecond: 100 }, () => now);
    now = 4_000;
    expect([rate.msLeft, rate.isTooSlow]).toEqual([6_000, false]);
    rate.arrived(200);
    expect(rate.msLeft).toBe(8_000);
    now = 12_000;
    expect([rate.msLeft, rate.isTooSlow]).toEqual([0, true]);
  });
});
