import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { inParallel } from './in-parallel.js';

describe('inParallel', () => {
  it('keeps the order of results and never exceeds its width', async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel([5, 1, 4, 2, 3], 2, async (turns) => {
      most = Math.max(most, ++running);
      for (let i = 0; i < turns; i++) await turn();
      running--;
      return turns * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('stops the others at the first failure and starts no more', async () => {
    const started: number[] = [];
    const stopped: number[] = [];
    const work = async (item: number, signal: AbortSignal) => {
      started.push(item);
      await turn();
      if (item === 1) throw new Error('first');
      while (!signal.aborted) await turn();
      stopped.push(item);
      throw new Error('later');
    };
    await expect(inParallel([1, 2, 3, 4], 2, work)).rejects.toThrow('first');
    expect(started).toEqual([1, 2]);
    expect(stopped).toEqual([2]);
  });

  it('has nothing to do for no items', async () => {
    expect(await inParallel([], 4, () => Promise.reject(new Error('never')))).toEqual([]);
  });
});
