import { expect, it } from '@jest/globals';
import { limitedWork } from './limited-work.js';

const overflow = () => new Error('the queue is full');
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('runs a few calls at a time, in order, and rejects more than may wait', async () => {
  const limited = limitedWork({ running: 2, waiting: 2 }, overflow);
  const ends: (() => void)[] = [];
  const started: number[] = [];
  const work = (i: number) => () => {
    started.push(i);
    return new Promise<number>((resolve) => (ends[i] = () => resolve(i)));
  };
  const taken = [0, 1, 2, 3].map((i) => limited(work(i)));
  await expect(limited(work(4))).rejects.toThrow('the queue is full');
  await turn();
  expect(started).toEqual([0, 1]);
  ends[1]!();
  expect(await taken[1]).toBe(1);
  await turn();
  expect(started).toEqual([0, 1, 2]);
  ends[0]!();
  await taken[0];
  await turn();
  [2, 3].forEach((i) => ends[i]!());
  expect(await Promise.all(taken)).toEqual([0, 1, 2, 3]);
});

it('starts the next call when one fails', async () => {
  const limited = limitedWork({ running: 1, waiting: 1 }, overflow);
  const broken = limited(() => Promise.reject(new Error('broken')));
  const next = limited(() => Promise.resolve('next'));
  await expect(broken).rejects.toThrow('broken');
  expect(await next).toBe('next');
});
