import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Collected } from './collected.js';

const flushed: number[][] = [];
let collected: Collected<number>;

beforeEach(() => {
  jest.useFakeTimers();
  flushed.length = 0;
  collected = new Collected<number>((items) => flushed.push(items), { ms: 250, most: 4 });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('Collected', () => {
  it('sends everything on together, a moment after the first', () => {
    collected.add('1', 1);
    jest.advanceTimersByTime(200);
    collected.add('2', 2);
    expect(flushed).toEqual([]);
    jest.advanceTimersByTime(50);
    expect(flushed).toEqual([[1, 2]]);
    collected.add('3', 3);
    jest.advanceTimersByTime(250);
    expect(flushed).toEqual([[1, 2], [3]]);
  });

  it('holds no more than a few', () => {
    for (const item of [1, 2, 3, 4, 5]) collected.add(String(item), item);
    expect(flushed).toEqual([[1, 2, 3, 4]]);
    jest.advanceTimersByTime(250);
    expect(flushed).toEqual([[1, 2, 3, 4], [5]]);
  });

  it('sends on each key once, and nothing that was removed', () => {
    for (const [key, item] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
    ] as const)
      collected.add(key, item);
    collected.remove('b');
    jest.advanceTimersByTime(250);
    expect(flushed).toEqual([[1, 4]]);
    collected.add('a', 5);
    collected.remove('a');
    jest.advanceTimersByTime(250);
    expect(flushed).toEqual([[1, 4]]);
  });

  it('drops what it holds when it stops', () => {
    collected.add('1', 1);
    collected.stop();
    jest.advanceTimersByTime(1_000);
    expect(flushed).toEqual([]);
  });
});
