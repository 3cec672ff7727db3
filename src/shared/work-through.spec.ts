import { describe, expect, it } from '@jest/globals';
import { workThrough } from './work-through.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('workThrough', () => {
  it('works on every item once, and on no more than allowed at a time', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await workThrough([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++running);
      await turn();
      running--;
      done.push(item);
    });
    expect([...done].sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('throws the first failure after everything had its turn', async () => {
    const done: number[] = [];
    const work = async (item: number) => {
      await turn();
      if (item % 2 === 0) throw new Error(`no ${item}`);
      done.push(item);
    };
    await expect(workThrough([1, 2, 3, 4, 5], 1, work)).rejects.toThrow('no 2');
    expect(done).toEqual([1, 3, 5]);
  });

  it('of nothing is nothing', async () => {
    await expect(workThrough([], 4, () => Promise.reject(new Error('no')))).resolves.toBeUndefined();
  });
});
