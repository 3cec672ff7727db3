import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Errors } from './errors/errors.js';
import { RenewingCache } from './renewing-cache.js';

interface Value {
  n: number;
}

let now: number;
let loads: number;
let cache: RenewingCache<Value>;

beforeEach(() => {
  now = 1;
  loads = 0;
  cache = new RenewingCache({ ttlMs: 4_000, renewMs: 1_000, maxEntries: 10, clock: { now: () => now } });
});

const load = async () => ({ n: ++loads });
const failing = (error: Error) => () => {
  loads++;
  return Promise.reject(error);
};
const refused = failing(Errors.notFound('Value'));
const outage = failing(new Error('no connection'));
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A load that ends when the test says so. */
function slowLoad(): { load: () => Promise<Value>; finish(value: Value): void } {
  const { promise, resolve } = Promise.withResolvers<Value>();
  const slow = () => {
    loads++;
    return promise;
  };
  return { load: slow, finish: resolve };
}

describe('RenewingCache', () => {
  it('loads a value once while it is fresh, and again after it expired', async () => {
    await cache.get('a', load);
    now += 2_999;
    expect(await cache.get('a', load)).toEqual({ n: 1 });
    now += 1_002;
    expect(await cache.get('a', load)).toEqual({ n: 2 });
  });

  it('renews a value in use before it expires, without a reader waiting', async () => {
    await cache.get('a', load);
    now += 3_500;
    const slow = slowLoad();
    expect(await cache.get('a', slow.load)).toEqual({ n: 1 });
    expect(await cache.get('a', slow.load)).toEqual({ n: 1 });
    expect(loads).toBe(2);
    slow.finish({ n: 9 });
    await settled();
    now += 3_999;
    expect(await cache.get('a', refused)).toEqual({ n: 9 });
  });

  it('removes a value as soon as its renewal is refused', async () => {
    await cache.get('a', load);
    now += 3_500;
    await cache.get('a', refused);
    await settled();
    await expect(cache.get('a', refused)).rejects.toThrow('not found');
  });

  it('keeps a value until it expires during an outage, and no longer', async () => {
    await cache.get('a', load);
    now += 3_500;
    expect(await cache.get('a', outage)).toEqual({ n: 1 });
    await settled();
    expect(await cache.get('a', outage)).toEqual({ n: 1 });
    await settled();
    now += 501;
    await expect(cache.get('a', outage)).rejects.toThrow('no connection');
  });

  it('does not extend the life of a value by a slow renewal', async () => {
    await cache.get('a', load);
    now += 3_500;
    const slow = slowLoad();
    await cache.get('a', slow.load);
    now += 501;
    const late = cache.get('a', slow.load);
    slow.finish({ n: 9 });
    expect(await late).toEqual({ n: 9 });
  });

  it('counts the time of the load itself', async () => {
    const slow = slowLoad();
    const first = cache.get('a', slow.load);
    now += 4_001;
    slow.finish({ n: 9 });
    await first;
    await expect(cache.get('a', refused)).rejects.toThrow('not found');
  });

  it('does not cache a failure', async () => {
    await expect(cache.get('a', outage)).rejects.toThrow('no connection');
    expect(await cache.get('a', load)).toEqual({ n: 2 });
  });

  it('loads once for many readers at the same time', async () => {
    const slow = slowLoad();
    const all = Array.from({ length: 10 }, () => cache.get('a', slow.load));
    slow.finish({ n: 9 });
    await Promise.all(all);
    expect(loads).toBe(1);
  });

  it('does not cache a value whose load began before clear()', async () => {
    const slow = slowLoad();
    const before = cache.get('a', slow.load);
    cache.clear();
    slow.finish({ n: 9 });
    expect(await before).toEqual({ n: 9 });
    await expect(cache.get('a', refused)).rejects.toThrow('not found');
  });
});

describe('RenewingCache that gathers renewals', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    const clock = { now: () => now };
    cache = new RenewingCache({ ttlMs: 4_000, renewMs: 1_000, gatherMs: 250, maxEntries: 10, clock });
  });
  afterEach(() => void jest.useRealTimers());

  it('begins those that fall due within the time together, each once', async () => {
    await Promise.all([cache.get('a', load), cache.get('b', load)]);
    now += 3_500;
    for (const key of ['a', 'b', 'a']) await cache.get(key, load);
    expect(loads).toBe(2);
    jest.advanceTimersByTime(250);
    expect(loads).toBe(4);
  });

  it('does not renew what was loaded meanwhile because it had expired', async () => {
    await cache.get('a', load);
    now += 3_999;
    await cache.get('a', load);
    now += 2;
    expect(await cache.get('a', load)).toEqual({ n: 2 });
    jest.advanceTimersByTime(250);
    expect(loads).toBe(2);
  });

  it('renews nothing that was cleared', async () => {
    await cache.get('a', load);
    now += 3_500;
    await cache.get('a', load);
    cache.clear();
    jest.advanceTimersByTime(250);
    expect(loads).toBe(1);
  });
});
