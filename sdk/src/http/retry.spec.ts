import { describe, expect, it } from '@jest/globals';
import { AirlockError } from '../errors/airlock-error.js';
import { pauseAfter, retrying } from './retry.js';
import { retryAfterMs } from './retry-after.js';

const policy = { attempts: 4, baseMs: 1, maxMs: 2 };
const temporary = (retryAfterMs?: number) =>
  new AirlockError({ code: 'NETWORK_ERROR', message: 'Cut.', retryable: true, retryAfterMs });

/** Fails as often as there are errors, then answers how often it was called. */
function failing(...errors: unknown[]) {
  let calls = 0;
  const act = async () => {
    if (calls++ < errors.length) throw errors[calls - 1];
    return calls;
  };
  return Object.assign(act, { calls: () => calls });
}

describe('a repeated call', () => {
  it('ends with the first answer', async () => {
    expect(await retrying(failing(temporary(), temporary()), policy)).toBe(3);
  });

  it('is made as often as allowed', async () => {
    const act = failing(...Array.from({ length: 9 }, () => temporary()));
    await expect(retrying(act, policy)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(act.calls()).toBe(4);
  });

  it.each([
    ['an error that stays', new AirlockError({ code: 'FORBIDDEN', message: 'No.' }), undefined],
    ['a defect', new TypeError('x is not a function'), undefined],
    ['what may not be done twice', temporary(), () => false],
    ['a pause that is too long', temporary(5), undefined],
  ])('is not made after %s', async (_, error, mayRepeat) => {
    const act = failing(error);
    await expect(retrying(act, policy, undefined, mayRepeat)).rejects.toBe(error);
    expect(act.calls()).toBe(1);
  });

  it('ends at once when it is aborted, also in a pause', async () => {
    const aborting = new AbortController();
    const act = failing(temporary());
    const slow = { ...policy, baseMs: 1e9, maxMs: 1e9 };
    const call = retrying(act, slow, aborting.signal);
    setImmediate(() => aborting.abort(new Error('enough')));
    await expect(call).rejects.toThrow('enough');
    await expect(retrying(act, policy, aborting.signal)).rejects.toThrow('enough');
    expect(act.calls()).toBe(1);
  });
});

describe('pauses', () => {
  it('double, differ, and have a limit', () => {
    const pauses = [1, 2, 3, 9].map((attempt) =>
      Array.from({ length: 200 }, () => pauseAfter(attempt, { attempts: 9, baseMs: 100, maxMs: 1000 })!),
    );
    const ranges = pauses.map((some) => [Math.min(...some) >= 50, Math.max(...some), new Set(some).size > 1]);
    expect(ranges.map(([least, , differ]) => [least, differ])).toEqual(Array(4).fill([true, true]));
    [100, 200, 400, 1000].forEach((most, i) => expect(ranges[i]![1]).toBeLessThanOrEqual(most));
  });

  it('are as long as the service wishes', () => {
    expect(pauseAfter(1, policy, 3)).toBe(3);
    expect(pauseAfter(1, policy, 5)).toBeUndefined();
  });

  it.each([
    ['3', 3000],
    ['0', 0],
    ['Thu, 01 Jan 1970 00:00:09 GMT', 8000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('are read from Retry-After: %s', (header, ms) => expect(retryAfterMs(header, 1000)).toBe(ms));
});
