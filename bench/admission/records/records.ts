import { cpuTimes, family, usedBetween } from '../../processes/cpu.js';
import { printTable } from '../../report.js';
import { medians } from '../../rounds.js';
import type { Options } from '../options.js';
import { floorOf } from './floor.js';
import { productOf } from './product.js';
import { onRecordsStage, type RecordsStage } from './stage.js';

const FILES = 480;
const GROUPS = [1, 4, 16];

/** CPU of PostgreSQL in µs of a file, by step. */
type Costs = Record<'create' | 'confirm' | 'claim' | 'admit', number>;

/**
 * What the records of a small file cost PostgreSQL: the service's own statements without a server around them, beside the
 * same rows written by plain statements. Of a group, the first call is alone and the others share one, on both sides.
 */
export async function measureRecords({ rounds }: Options): Promise<void> {
  await onRecordsStage(async (stage) => {
    const [product, floor] = [productCosts(stage), await floorCosts(stage)];
    const runs = GROUPS.map((group) => ({ group, product: [] as Costs[], floor: [] as Costs[] }));
    // The first round warms up.
    for (let round = 0; round <= rounds; round++)
      for (const { group, ...lines } of runs) {
        const costs = { product: await product(group), floor: await floor(group) };
        if (round === 0) continue;
        lines.product.push(costs.product);
        lines.floor.push(costs.floor);
      }
    const table = runs.flatMap(({ group, ...lines }) => {
      const [ours, least] = [medians(lines.product), medians(lines.floor)];
      return [cells(`floor, groups of ${group}`, least, least), cells(`records, groups of ${group}`, ours, least)];
    });
    printTable([['PostgreSQL µs', 'create', 'confirm', 'claim', 'admit', 'sum', '× floor'], ...table]);
  });
}

function cells(name: string, costs: Costs, floor: Costs): string[] {
  const { create, confirm, claim, admit } = costs;
  const figures = [create, confirm, claim, admit, sumOf(costs)].map((us) => us.toFixed(0));
  return [name, ...figures, (sumOf(costs) / sumOf(floor)).toFixed(2)];
}

const sumOf = (costs: Costs) => Object.values(costs).reduce((sum, one) => sum + one, 0);

function productCosts(stage: RecordsStage) {
  const product = productOf(stage);
  return (group: number) =>
    stepByStep(stage, group, async (step) => {
      const ids = await step('create', () => product.create(group));
      await step('confirm', () => product.confirm(ids));
      const claimed = await step('claim', () => product.claim(group));
      if (claimed.length !== group) throw new Error(`${claimed.length} of ${group} uploads were claimed.`);
      await step('admit', () => product.admit(claimed));
    });
}

async function floorCosts(stage: RecordsStage) {
  const floor = await floorOf(stage);
  return (group: number) =>
    stepByStep(stage, group, async (step) => {
      const ids = floor.ids(group);
      const alone = [ids.slice(0, 1), ids.slice(1)].filter((some) => some.length);
      for (const some of alone) await step('create', () => floor.create(some));
      for (const some of alone) await step('confirm', () => floor.confirm(some));
      await step('claim', () => floor.claim(ids));
      for (const some of alone) await step('admit', () => floor.admit(some));
    });
}

type Step = <Result>(name: keyof Costs, work: () => Promise<Result>) => Promise<Result>;

async function stepByStep(stage: RecordsStage, group: number, round: (step: Step) => Promise<void>): Promise<Costs> {
  const costs: Costs = { create: 0, confirm: 0, claim: 0, admit: 0 };
  const step: Step = async (name, work) => {
    const before = cpuTimes(family(stage.postgresPid));
    const result = await work();
    costs[name] += (usedBetween(before, cpuTimes(family(stage.postgresPid))) / FILES) * 1e6;
    return result;
  };
  for (let files = 0; files < FILES; files += group) await round(step);
  return costs;
}
