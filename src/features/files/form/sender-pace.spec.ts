import { describe, expect, it } from '@jest/globals';
import { SenderPace } from './sender-pace.js';

const rule = { patienceMs: 10_000, bytesPerSecond: 100, totalMs: 60_000 };

/** Seconds after which it is found too slow, if `bytesOf` bytes arrive in each. */
function secondsOf(bytesOf: (second: number) => number): number {
  const pace = new SenderPace(rule);
  for (let second = 1; ; second++) {
    pace.passed(1_000);
    pace.arrived(bytesOf(second));
    if (pace.isTooSlow) return second;
  }
}

describe('the pace of a sender', () => {
  it('ends a silent one after its patience', () => expect(secondsOf(() => 0)).toBe(10));

  it('ends one that sends a byte now and then', () => expect(secondsOf((second) => (second % 10 ? 0 : 1))).toBe(11));

  it('accepts one that pauses and continues, until the whole takes too long', () =>
    expect(secondsOf((second) => (second % 9 ? 0 : 900))).toBe(60));

  it('does not count time in which the store was slow', () => {
    const pace = new SenderPace(rule);
    for (let n = 0; n < 100; n++) pace.arrived(0);
    expect(pace.isTooSlow).toBe(false);
  });
});
