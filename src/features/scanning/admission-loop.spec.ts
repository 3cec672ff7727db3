import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Config } from '../../config/config.js';
import type { LeasedUpload } from '../uploads/index.js';
import { AdmissionLoop } from './admission-loop.js';
import type { AdmissionRunner } from './lease/admission-runner.js';

const ticks = async (count = 20) => {
  for (let n = 0; n < count; n++) await Promise.resolve();
};

/** A queue of so many uploads, and a loop with four places. */
function scene(waiting: number) {
  const asked: number[] = [];
  const ends: (() => void)[] = [];
  const state = { waiting, aborted: 0, claimGate: Promise.resolve() };
  const runner = {
    claim: async (most: number) => {
      asked.push(most);
      await state.claimGate;
      const taken = Math.min(most, state.waiting);
      state.waiting -= taken;
      return Array.from({ length: taken }, () => ({ id: 'upl' }) as LeasedUpload);
    },
    run: () => new Promise<void>((resolve) => void ends.push(resolve)),
    abort: () => {
      state.aborted += 1;
      ends.forEach((end) => end());
    },
  } as unknown as AdmissionRunner;
  const loop = new AdmissionLoop(runner, { get: () => 4 } as unknown as Config);
  return { loop, asked, ends, state };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('the loop of admissions', () => {
  it('claims as many as it has free places, and again when most are free', async () => {
    const { loop, asked, ends } = scene(6);
    loop.wake();
    await ticks();
    expect([asked, ends.length]).toEqual([[4], 4]);
    ends.slice(0, 2).forEach((end) => end());
    await ticks();
    expect([asked, ends.length]).toEqual([[4, 2], 6]);
  });

  it('claims for a few free places together, after a moment', async () => {
    const { loop, asked, ends } = scene(8);
    loop.wake();
    await ticks();
    jest.advanceTimersByTime(10);
    ends[0]!();
    await ticks();
    expect(asked).toEqual([4]);
    jest.advanceTimersByTime(20);
    await ticks();
    expect([asked, ends.length]).toEqual([[4, 1], 5]);
  });

  it('claims no more when fewer waited than it asked for, until it is woken', async () => {
    const { loop, asked, ends, state } = scene(2);
    loop.wake();
    await ticks();
    ends.forEach((end) => end());
    await ticks();
    expect(asked).toEqual([4]);
    state.waiting = 1;
    loop.wake();
    await ticks();
    expect([asked, ends.length]).toEqual([[4, 4], 3]);
  });

  it('makes one claim at a time: what is woken meanwhile is looked for after it', async () => {
    const { loop, asked, ends, state } = scene(0);
    const gate = Promise.withResolvers<void>();
    state.claimGate = gate.promise;
    loop.wake();
    loop.wake();
    await ticks();
    expect(asked).toEqual([4]);
    state.waiting = 1;
    gate.resolve();
    await ticks();
    expect(asked).toEqual([4, 3]);
    expect(ends).toHaveLength(1);
  });

  it('finishes what it claimed before it stops, and claims no more', async () => {
    const { loop, asked, ends, state } = scene(9);
    loop.wake();
    await ticks();
    let isStopped = false;
    const stopped = loop.stop().then(() => (isStopped = true));
    loop.wake();
    await ticks();
    expect([asked, isStopped]).toEqual([[4], false]);
    ends.forEach((end) => end());
    await stopped;
    expect([asked, state.waiting, state.aborted]).toEqual([[4], 5, 0]);
  });
});
