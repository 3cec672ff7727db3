import { describe, expect, it, jest } from '@jest/globals';
import { ScrapeRefresh } from './scrape-refresh.js';

function refreshing(refresh: () => Promise<void>) {
  const clock = { at: 0, now: () => clock.at };
  const failed = jest.fn<(error: Error) => void>();
  return { clock, failed, values: new ScrapeRefresh(refresh, failed, clock) };
}

describe('values that are refreshed at scrapes', () => {
  it('are read once for all scrapes of five seconds', async () => {
    const read = jest.fn(async () => undefined);
    const { clock, values } = refreshing(read);
    await Promise.all([values.now(), values.now()]);
    clock.at = 4_999;
    await values.now();
    expect(read).toHaveBeenCalledTimes(1);
    clock.at = 5_000;
    await values.now();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('rest for a hundred times as long as a read took', async () => {
    const { clock, values } = refreshing(read);
    let reads = 0;
    async function read() {
      reads++;
      clock.at += 2_000;
    }
    await values.now();
    expect(values.lastSeconds).toBe(2);
    clock.at += 199_999;
    await values.now();
    expect(reads).toBe(1);
    clock.at += 1;
    await values.now();
    expect(reads).toBe(2);
  });

  it('hold no scrape up for long: the read goes on, and the next scrape has what it read', async () => {
    const answer = Promise.withResolvers<void>();
    const { values } = refreshing(() => answer.promise);
    await values.now();
    expect(values.age).toBeUndefined();
    answer.resolve();
    await values.now();
    expect(values.age).toBe(0);
  });

  it('grow old when they cannot be read, which is reported, and is tried again', async () => {
    const outcomes = [async () => undefined, () => Promise.reject(new Error('away')), async () => undefined];
    const { clock, failed, values } = refreshing(() => outcomes.shift()!());
    await values.now();
    clock.at = 6_000;
    await values.now();
    expect([values.age, values.isCurrent]).toEqual([6, true]);
    expect(failed.mock.calls).toEqual([[new Error('away')]]);
    clock.at = 12_000;
    await values.now();
    expect(values.age).toBe(0);
  });

  it('are not current a minute after they were due', async () => {
    const outcomes = [async () => undefined, () => new Promise<void>(() => undefined)];
    const { clock, values } = refreshing(() => outcomes.shift()!());
    expect(values.isCurrent).toBe(false);
    await values.now();
    clock.at = 64_999;
    await values.now();
    expect(values.isCurrent).toBe(true);
    clock.at = 65_000;
    expect(values.isCurrent).toBe(false);
  });
});
