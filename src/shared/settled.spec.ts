import { expect, it } from '@jest/globals';
import { pMapSettled } from 'p-map';
import { valuesOf } from './settled.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('returns the values in the order of the items', async () => {
  const results = await pMapSettled([3, 1, 2], async (n) => n * 10, { concurrency: 2 });
  expect(valuesOf(results)).toEqual([30, 10, 20]);
});

it('throws the first failure, after the work on every other item', async () => {
  const done: number[] = [];
  const work = async (item: number) => {
    await turn();
    if (item % 2 === 0) throw new Error(`no ${item}`);
    done.push(item);
  };
  const results = await pMapSettled([1, 2, 3, 4, 5], work, { concurrency: 1 });
  expect(done).toEqual([1, 3, 5]);
  expect(() => valuesOf(results)).toThrow('no 2');
});
