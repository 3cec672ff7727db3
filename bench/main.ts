import { readOptions } from './options.js';
import { canReadCpu } from './processes/cpu.js';
import { canPin } from './processes/pinning.js';
import { printConditions, printReport, printSigning } from './report.js';
import { interleaved } from './rounds.js';
import { signingCosts } from './signing.js';
import { onStage } from './stage/stage.js';
import { type Target, targetsOf } from './targets.js';

/** What creating an upload costs, next to the least it could cost on the same machine in the same minutes. */
const options = readOptions(process.argv.slice(2));
const means = { pinned: canPin(), cpu: canReadCpu() };

await onStage(options, means.pinned, async (stage) => {
  const targets = chosen(targetsOf(stage));
  const results = await interleaved(stage, targets, options);
  printReport(targets, results, means);
});
printSigning(signingCosts());
printConditions(options, means);

/** What was asked for by name, and what it is compared with. */
function chosen(all: Target[]): Target[] {
  const asked = all.filter(({ name }) => !name.startsWith('floor') && (name.includes(options.only) || isBound(name)));
  const compared = new Set(asked.flatMap(({ floor, rest }) => [floor, rest]));
  return all.filter((target) => compared.has(target.name) || asked.includes(target));
}

function isBound(name: string): boolean {
  return name.startsWith('bound');
}
