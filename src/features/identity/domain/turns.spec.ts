import { expect, it } from '@jest/globals';
import { Turns } from './turns.js';

it('runs a few at a time, in order, and refuses what is too much', async () => {
  const turns = new Turns(2, 2);
  const ends: (() => void)[] = [];
  const started: number[] = [];
  const work = (i: number) => () => {
    started.push(i);
    return new Promise<number>((resolve) => (ends[i] = () => resolve(i)));
  };
  const taken = [0, 1, 2, 3].map((i) => turns.take(work(i)));
  await expect(turns.take(work(4))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(started).toEqual([0, 1]);
  ends[1]!();
  expect(await taken[1]).toBe(1);
  expect(started).toEqual([0, 1, 2]);
  ends[0]!();
  await taken[0];
  [2, 3].forEach((i) => ends[i]!());
  expect(await Promise.all(taken)).toEqual([0, 1, 2, 3]);
});

it('hands the turn on when work fails', async () => {
  const turns = new Turns(1, 0);
  await expect(turns.take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await turns.take(() => Promise.resolve('next'))).toBe('next');
});
