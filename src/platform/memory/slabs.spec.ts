import { describe, expect, it } from '@jest/globals';
import { Slabs } from './slabs.js';

describe('Slabs', () => {
  it('are as many as were allowed, and used again', () => {
    const slabs = new Slabs(10, 2);
    const [first, second] = [slabs.take()!, slabs.take()!];
    expect([first.length, second === first, slabs.take()]).toEqual([10, false, null]);
    slabs.give(second);
    expect(slabs.take()).toBe(second);
    expect(slabs.take()).toBeNull();
  });

  it('never hand out one that may still be read', () => {
    const slabs = new Slabs(10, 1);
    const spoiled = slabs.take()!;
    slabs.forget();
    const next = slabs.take()!;
    expect(next).not.toBe(spoiled);
    expect(next.buffer).not.toBe(spoiled.buffer);
    expect(slabs.take()).toBeNull();
  });
});
