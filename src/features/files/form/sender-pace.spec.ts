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

  it('ends one that trickles: a byte is no sign of life', () =>
    expect(secondsOf((second) => (second % 10 ? 0 : 1))).toBe(11));

  it('leaves one alone that pauses and goes on, until the whole takes too long', () =>
    expect(secondsOf((second) => (second % 9 ? 0 : 900))).toBe(60));

  it('does not count time that was not the sender’s', () => {
    const pace = new SenderPace(rule);
    for (let n = 0; n < 100; n++) pace.arrived(0);
    expect(pace.isTooSlow).toBe(false);
  });
});
