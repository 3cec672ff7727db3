import { describe, expect, it } from '@jest/globals';
import { Semaphore } from './semaphore.js';

const never = new AbortController().signal;

describe('Semaphore', () => {
  it('grants no more permits than it has, in order', async () => {
    const semaphore = new Semaphore(2);
    const granted: number[] = [];
    const release = await Promise.all([semaphore.acquire(never), semaphore.acquire(never)]);
    const later = [1, 2].map((n) => semaphore.acquire(never).then(() => granted.push(n)));
    await Promise.resolve();
    expect(granted).toEqual([]);
    release[0]?.();
    await later[0];
    expect(granted).toEqual([1]);
    release[1]?.();
    await later[1];
    expect(granted).toEqual([1, 2]);
  });

  it('takes a permit back once, however often it is released', async () => {
    const semaphore = new Semaphore(1);
    const release = await semaphore.acquire(never);
    release();
    release();
    await semaphore.acquire(never);
    const caller = new AbortController();
    const third = semaphore.acquire(caller.signal);
    caller.abort(new Error('timed out'));
    await expect(third).rejects.toThrow('timed out');
  });

  it('skips a waiter whose signal has aborted', async () => {
    const semaphore = new Semaphore(1);
    const release = await semaphore.acquire(never);
    const caller = new AbortController();
    const second = semaphore.acquire(caller.signal);
    const third = semaphore.acquire(never);
    caller.abort(new Error('timed out'));
    await expect(second).rejects.toThrow('timed out');
    release();
    await third;
  });
});
