import { measure, type Run } from './measure.js';
import type { Options } from './options.js';
import { QuietMachine } from './quiet-machine.js';
import type { Stage } from './stage/stage.js';
import type { Target } from './targets.js';

const WARM_UP_SECONDS = 2.5;

/** Runs every target once a round, so that whatever slows the machine slows all of them: A B C, A B C. */
export async function interleaved(
  stage: Stage,
  targets: Target[],
  { rounds, seconds }: Options,
): Promise<Map<string, Run>> {
  for (const target of targets.filter(({ name }) => name.endsWith(' 32')))
    await measure(stage, target, WARM_UP_SECONDS);
  const machine = new QuietMachine();
  const runs = new Map(targets.map(({ name }) => [name, [] as Run[]]));
  for (let round = 1; round <= rounds; round++) {
    for (const target of targets) {
      await machine.wait();
      runs.get(target.name)!.push(await measure(stage, target, seconds));
    }
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  return new Map([...runs].map(([name, each]) => [name, medians(each)]));
}

/** The median of each figure. */
export function medians<Figures extends object>(runs: Figures[]): Figures {
  const names = Object.keys(runs[0]!) as (keyof Figures)[];
  const entries = names.map((name) => [name, median(runs.map((run) => run[name] as number))]);
  return Object.fromEntries(entries) as Figures;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
