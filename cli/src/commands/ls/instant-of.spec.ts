import { describe, expect, it } from '@jest/globals';
import { instantOf } from './instant-of.js';

describe('since when', () => {
  const now = Date.parse('2026-11-27T12:00:00.000Z');

  it.each([
    ['30m', '2026-11-27T11:30:00.000Z'],
    ['2h', '2026-11-27T10:00:00.000Z'],
    ['7d', '2026-11-20T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T08:00:00+02:00', '2026-11-01T06:00:00.000Z'],
  ])('%s is %s', (text, instant) => expect(instantOf(text, now)).toBe(instant));

  it.each(['yesterday', '2w', '2026-13-01', '7'])('%s is refused', (text) => {
    expect(() => instantOf(text, now)).toThrow(/--since/);
  });
});
