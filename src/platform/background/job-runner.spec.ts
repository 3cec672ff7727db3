import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { JobRunner } from './job-runner.js';
import { PollPace } from './poll-pace.js';

describe('repeated work', () => {
  let leftovers: boolean[];
  let runs: number;
  let runner: JobRunner;

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    [leftovers, runs] = [[], 0];
    runner = new JobRunner('sample', new PollPace(100, 5_000), async () => {
      runs++;
      return leftovers.shift() ?? false;
    });
    runner.start();
  });
  afterEach(async () => {
    const stopped = runner.stop();
    jest.useRealTimers();
    await stopped;
  });

  /** How many runs begin in this time. */
  async function runsIn(ms: number): Promise<number> {
    const before = runs;
    await jest.advanceTimersByTimeAsync(ms);
    return runs - before;
  }

  it('becomes rare while there is nothing to do', async () => {
    expect(await runsIn(10_000)).toBeGreaterThan(90);
    expect(await runsIn(20_000)).toBeLessThanOrEqual(4);
  });

  it('runs again at once while it leaves something to do, and then keeps the shorter pause', async () => {
    await runsIn(30_000);
    leftovers = [true, true, true];
    expect(await runsIn(5_000)).toBeGreaterThanOrEqual(4);
    expect(await runsIn(5_000)).toBeGreaterThan(40);
  });

  it('runs within the shorter pause when it is woken, once for many wakes', async () => {
    await runsIn(30_000);
    for (let i = 0; i < 50; i++) runner.wake();
    expect(await runsIn(100)).toBe(1);
  });

  it('is not postponed by wakes that keep coming', async () => {
    await runsIn(30_000);
    const before = runs;
    for (let i = 0; i < 100; i++) {
      runner.wake();
      await jest.advanceTimersByTimeAsync(10);
    }
    expect(runs - before).toBeGreaterThanOrEqual(9);
  });
});
