import { beforeEach, describe, expect, it } from '@jest/globals';
import { Allowance, type Standing } from './allowance.js';

const PERIOD_MS = 60_000;

/** The shared count, and the clock of all processes. */
class Shared {
  now = 1_000;
  count = 0;
  settlements = 0;
  private endsAt = 0;

  readonly settle = async (points: number) => {
    this.settlements++;
    if (this.now >= this.endsAt) [this.count, this.endsAt] = [0, this.now + PERIOD_MS];
    this.count += points;
    const answer = { count: this.count, endsInMs: this.endsAt - this.now };
    await Promise.resolve();
    return answer;
  };

  /** What one process lets pass of a limit. */
  process(limit: number): () => Promise<Standing> {
    const allowance = new Allowance(limit, PERIOD_MS, () => this.now);
    return async () => allowance.spend(this.settle);
  }
}

let shared: Shared;
beforeEach(() => {
  shared = new Shared();
});

const passed = (standings: Standing[]) => standings.filter(({ isAllowed }) => isAllowed).length;
const times = (n: number, spend: () => Promise<Standing>) => Promise.all(Array.from({ length: n }, spend));

describe('the allowance of one process', () => {
  it.each([1, 3, 19, 20, 600, 1_000])('of %i requests is exact, at once or one by one', async (limit) => {
    expect(passed(await times(2 * limit, shared.process(limit)))).toBe(limit);
    shared = new Shared();
    const spend = shared.process(limit);
    for (let n = limit - 1; n >= 0; n--) expect(await spend()).toMatchObject({ isAllowed: true, remaining: n });
    expect(await spend()).toMatchObject({ isAllowed: false, remaining: 0 });
  });

  it('does not ask the shared count for the first twentieth, and seldom afterwards', async () => {
    const spend = shared.process(600);
    expect(passed(await times(30, spend))).toBe(30);
    expect(shared.settlements).toBe(0);
    expect(passed(await times(570, spend))).toBe(570);
    expect(shared.settlements).toBeLessThan(40);
  });

  it('does not ask for a caller at its limit', async () => {
    const spend = shared.process(20);
    await times(21, spend);
    const { settlements } = shared;
    expect(passed(await times(1_000, spend))).toBe(0);
    expect(shared.settlements).toBe(settlements);
  });

  it('begins anew when the period of the shared count ends', async () => {
    const spend = shared.process(20);
    shared.now += 10;
    await times(21, spend);
    expect(await spend()).toMatchObject({ isAllowed: false, endsInMs: PERIOD_MS });
    shared.now += PERIOD_MS - 1;
    expect(await spend()).toMatchObject({ isAllowed: false, endsInMs: 1 });
    shared.now += 1;
    expect(passed(await times(40, spend))).toBe(20);
  });

  it('passes an error of the shared count on, and is right again afterwards', async () => {
    const allowance = new Allowance(3, PERIOD_MS, () => shared.now);
    await expect(allowance.spend(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(passed(await times(5, async () => allowance.spend(shared.settle)))).toBe(3);
  });
});

describe('several processes', () => {
  it.each([1, 5, 19])('let exactly %i requests pass where the limit is below twenty', async (limit) => {
    const processes = Array.from({ length: 3 }, () => shared.process(limit));
    const all = await Promise.all(processes.map((spend) => times(limit, spend)));
    expect(passed(all.flat())).toBe(limit);
  });

  it('let at most a twentieth more pass for each beside the first', async () => {
    const processes = Array.from({ length: 4 }, () => shared.process(600));
    let accepted = 0;
    for (let n = 0; n < 600; n++) for (const spend of processes) accepted += passed([await spend()]);
    expect(accepted).toBeGreaterThanOrEqual(600 - 3 * 30);
    expect(accepted).toBeLessThanOrEqual(600 + 3 * 30);
  });

  it('refuse in a process that was idle what others have used up, after its first twentieth', async () => {
    const [busy, idle] = [shared.process(600), shared.process(600)];
    await times(700, busy);
    expect(passed(await times(100, idle))).toBe(30);
  });
});
