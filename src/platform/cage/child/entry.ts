import { CagedFailure, type CagedProgram } from '../cage.js';
import { type FailureReport, INPUT_FD, type JobOrder, OUTPUT_FD } from '../job-order.js';
import { DescriptorInput } from './caged-input.js';
import { DescriptorOutput } from './caged-output.js';
import { onParentGone, readOrder } from './control.js';
import { lockDown } from './lock-down/lock-down.js';

// The process of one job. Until the order comes it stands still inside a read, at no cost.
const endAtOnce = process.kill.bind(process, process.pid, 'SIGKILL');
lockDown();
const order = readOrder();
if (!order) process.exit(0);
onParentGone(endAtOnce);
await run(order, new DescriptorOutput(OUTPUT_FD));

/** After its last frame the process waits for the parent to kill it: that is quicker than an orderly exit. */
async function run({ program, options, size }: JobOrder, output: DescriptorOutput): Promise<void> {
  try {
    const { default: main } = (await import(program)) as { default: CagedProgram };
    await main(new DescriptorInput(INPUT_FD, size), output, options);
  } catch (error) {
    return output.failed(reportOf(error));
  }
  output.done();
}

function reportOf(error: unknown): FailureReport {
  if (error instanceof CagedFailure) return { code: error.code, message: error.message };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const outOfMemory = /allocation failed|could not allocate|out of memory/i.test(message);
  return { message: stack ?? message, outOfMemory };
}
