import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { StoreCredentials } from './credentials.js';
import { RefreshingCredentials } from './refreshing-credentials.js';

const MINUTE = 60_000;
const now = new Date('2026-01-01T00:00:00Z');
const endingIn = (minutes: number, accessKeyId: string): StoreCredentials => ({
  accessKeyId,
  secretAccessKey: 's',
  expiration: new Date(now.getTime() + minutes * MINUTE),
});

describe('RefreshingCredentials', () => {
  let refreshing: RefreshingCredentials;

  /** Loads answer in the given order; an error is thrown. */
  const startWith = async (...answers: (StoreCredentials | Error)[]) => {
    const load = jest.fn(async () => {
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer;
      return answer;
    });
    refreshing = new RefreshingCredentials(load, 'THE_SETTING');
    await refreshing.start();
    return load;
  };

  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(['warn', 'error', 'log']));
  beforeEach(() => void jest.useFakeTimers({ now }));
  afterEach(() => {
    refreshing.stop();
    jest.useRealTimers();
  });

  it('returns the same object until it is renewed', async () => {
    await startWith(endingIn(60, 'first'));
    expect(refreshing.snapshot()).toBe(refreshing.snapshot());
  });

  it('renews five minutes before the expiry', async () => {
    const load = await startWith(endingIn(60, 'first'), endingIn(120, 'second'));
    await jest.advanceTimersByTimeAsync(55 * MINUTE - 1);
    expect(load).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(refreshing.snapshot().accessKeyId).toBe('second');
  });

  it('names the missing settings while there are none, and loads them later', async () => {
    await startWith(new Error('no chain'), endingIn(60, 'late'));
    expect(() => refreshing.snapshot()).toThrow('set THE_SETTING');
    await jest.advanceTimersByTimeAsync(30_000);
    expect(refreshing.snapshot().accessKeyId).toBe('late');
  });

  it('keeps the old ones when renewing fails, and tries again', async () => {
    await startWith(endingIn(60, 'first'), new Error('down'), endingIn(120, 'second'));
    await jest.advanceTimersByTimeAsync(55 * MINUTE);
    expect(refreshing.snapshot().accessKeyId).toBe('first');
    await jest.advanceTimersByTimeAsync(30_000);
    expect(refreshing.snapshot().accessKeyId).toBe('second');
  });

  it('loads permanent credentials once, and nothing after stop()', async () => {
    const once = await startWith({ accessKeyId: 'a', secretAccessKey: 's' });
    expect(jest.getTimerCount()).toBe(0);
    expect(once).toHaveBeenCalledTimes(1);
    const load = await startWith(endingIn(60, 'first'), endingIn(120, 'second'));
    refreshing.stop();
    await jest.advanceTimersByTimeAsync(60 * MINUTE);
    expect(load).toHaveBeenCalledTimes(1);
  });
});
