import { measure, type Run } from './measure.js';
import type { Options } from './options.js';
import { QuietMachine } from './quiet-machine.js';
import type { Stage } from './stage/stage.js';
import type { Target } from './targets.js';

/** Of the runs of one target. */
export interface Result extends Run {
  /** Requests per second beside the floor's. */
  ratio: number;
  /** The same beside REST's, for other APIs that do what REST does. */
  ofRest?: number;
}

const WARM_UP_SECONDS = 2.5;
/** A server that answers one request at a time is compiled late: its lines are warmed this many times. */
const WARM_UPS_ALONE = 6;

/**
 * Warms up, then runs every target once a round, so that whatever slows the machine slows all of them: A B C, A B C. The
 * figures of a target are medians of its runs; its ratios are medians of those to the other's run of the same round.
 */
export async function interleaved(
  stage: Stage,
  targets: Target[],
  { rounds, seconds }: Options,
): Promise<Map<string, Result>> {
  await warmUp(stage, targets);
  const machine = new QuietMachine();
  const runs = new Map(targets.map(({ name }) => [name, [] as Run[]]));
  for (let round = 1; round <= rounds; round++) {
    for (const target of targets) {
      await machine.wait();
      runs.get(target.name)!.push(await measure(stage, target, seconds));
    }
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  return new Map(
    targets.map(({ name, floor, rest }) => {
      const own = runs.get(name)!;
      const ofRest = rest === undefined ? undefined : beside(own, runs.get(rest)!);
      return [name, { ...medians(own), ratio: beside(own, runs.get(floor)!), ofRest }];
    }),
  );
}

/** Many clients at once first, so that V8 compiles the common path; then each line as it is measured. */
async function warmUp(stage: Stage, targets: Target[]): Promise<void> {
  const busiest = targets.filter(({ name }) => name.endsWith(' 32'));
  const alone = targets.filter(({ concurrency }) => concurrency === 1);
  for (const target of [...busiest, ...Array.from({ length: WARM_UPS_ALONE }, () => alone).flat()])
    await measure(stage, target, WARM_UP_SECONDS);
}

/** The median of the ratios, round by round. */
function beside(runs: Run[], others: Run[]): number {
  return median(runs.map(({ rps }, round) => rps / others[round]!.rps));
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
