import { readOptions } from './options.js';
import { canReadCpu } from './processes/cpu.js';
import { canPin } from './processes/pinning.js';
import { printConditions, printReport, printSigning } from './report.js';
import { interleaved } from './rounds.js';
import { signingCosts } from './signing.js';
import { onStage } from './stage/stage.js';
import { targetsOf } from './targets.js';

/** What creating an upload costs, next to the least it could cost on the same machine in the same minutes. */
const options = readOptions(process.argv.slice(2));
const means = { pinned: canPin(), cpu: canReadCpu() };

await onStage(options, means.pinned, async (stage) => {
  const targets = targetsOf(stage).filter(({ name }) => name.startsWith('floor') || name.includes(options.only));
  const results = await interleaved(stage, targets, options);
  printReport(targets, results, means);
});
printSigning(signingCosts());
printConditions(options, means);
