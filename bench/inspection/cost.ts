import { median } from '../rounds.js';

/** What one piece of work takes. */
export interface Cost {
  seconds: number;
  cpuMs: number;
}

/** Of this process with all its threads. */
export async function costOf(times: number, work: () => Promise<unknown>): Promise<Cost> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  for (let i = 0; i < times; i++) await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - began) / 1000 / times, cpuMs: (user + system) / 1000 / times };
}

/** Several works in turns, so that whatever slows the machine slows all of them; the medians. */
export async function inTurns(rounds: number, works: (() => Promise<Cost>)[]): Promise<Cost[]> {
  const costs: Cost[][] = works.map(() => []);
  for (let round = 0; round <= rounds; round++)
    for (const [i, work] of works.entries()) {
      const cost = await work();
      // The first round warms up.
      if (round > 0) costs[i]!.push(cost);
    }
  return costs.map((all) => ({
    seconds: median(all.map(({ seconds }) => seconds)),
    cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
  }));
}
