import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Lane } from './lane.js';
import type { CagedProcess, ProcessEnd } from './process/caged-process.js';
import type { ProcessShape } from './process/command.js';

const shape: ProcessShape = { heapMiB: 64, cpuSeconds: 10 };
const large: ProcessShape = { ...shape, heapMiB: 256 };
const never = new AbortController().signal;

/** What a lane uses of a process. */
class Child {
  hasEnded = false;
  private readonly end = Promise.withResolvers<ProcessEnd>();
  readonly ended = this.end.promise;

  constructor(readonly shape: ProcessShape) {}

  kill(): void {
    this.hasEnded = true;
    this.end.resolve({ code: null, signal: 'SIGKILL' });
  }

  hold(): void {}
}

let started: Child[];
let lane: Lane;

beforeEach(() => {
  jest.useFakeTimers();
  started = [];
  lane = new Lane(2, async (asked) => {
    const child = new Child(asked);
    started.push(child);
    return child as unknown as CagedProcess;
  });
});
afterEach(() => void jest.useRealTimers());

const take = (asked = shape, signal = never) => lane.take(asked, signal) as unknown as Promise<Child>;
const settled = () => jest.advanceTimersByTimeAsync(0);

describe('a lane', () => {
  it('has a warm process for the next job, and no more than one', async () => {
    const first = await take();
    await settled();
    expect(started).toHaveLength(2);
    expect([first, await take()]).toEqual(started.slice(0, 2));
    await settled();
    expect(started).toHaveLength(3);
  });

  it('gives a place to the next in the order they came, when a process has ended', async () => {
    const running = [await take(), await take()];
    const order: number[] = [];
    const waiting = [1, 2].map((n) => take().then((child) => (order.push(n), child)));
    await settled();
    expect([lane.running, lane.waiting, order]).toEqual([2, 2, []]);
    for (const child of running) {
      child.kill();
      await settled();
    }
    expect([lane.running, lane.waiting, order]).toEqual([2, 0, [1, 2]]);
    for (const child of await Promise.all(waiting)) child.kill();
    await settled();
    expect(lane.running).toBe(0);
  });

  it('starts a process of the right shape, and ends the warm one that has another', async () => {
    await take();
    await settled();
    const [, warm] = started;
    expect((await take(large)).shape).toBe(large);
    await settled();
    expect(warm!.hasEnded).toBe(true);
  });

  it('gives no process that has ended while it was warm', async () => {
    await take();
    await settled();
    started[1]!.kill();
    expect((await take()).hasEnded).toBe(false);
  });

  it('ends the warm process after a minute without a job, and starts one for the next', async () => {
    (await take()).kill();
    await jest.advanceTimersByTimeAsync(59_999);
    expect(started.map(({ hasEnded }) => hasEnded)).toEqual([true, false]);
    await jest.advanceTimersByTimeAsync(1);
    expect(started[1]!.hasEnded).toBe(true);
    expect((await take()).hasEnded).toBe(false);
  });

  it('ends the warm process when it is closed', async () => {
    await take();
    await settled();
    await lane.close();
    expect(started.map(({ hasEnded }) => hasEnded)).toEqual([false, true]);
  });

  it('has the place back of a job whose process could not be started', async () => {
    const broken = new Lane(1, () => Promise.reject(new Error('no process can be started')));
    for (let job = 0; job < 3; job++) await expect(broken.take(shape, never)).rejects.toThrow('no process can be');
    expect([broken.running, broken.waiting]).toEqual([0, 0]);
  });
});
