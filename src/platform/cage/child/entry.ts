import { readSync } from 'node:fs';
import { CagedFailure, type CagedProgram } from '../cage.js';
import { CONTROL_FD, type FailureReport, INPUT_FD, type JobOrder, OUTPUT_FD } from '../protocol.js';
import { DescriptorInput } from './caged-input.js';
import { DescriptorOutput } from './caged-output.js';
import { lockDown } from './lock-down.js';

const LINE_FEED = 10;
const PARENT_LOOK_MS = 100;

// The process of one job. Until the order comes it stands still inside a read, at no cost.
const parent = process.ppid;
const [, , native] = process.argv;
if (native !== undefined) await import(native);
lockDown();
const order = readOrder();
if (!order) process.exit(0);
endWithParent(parent);
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

/** Blocks until the order has come. Undefined: the parent has ended, or needs this process no more. */
function readOrder(): JobOrder | undefined {
  const pieces: Buffer[] = [];
  for (;;) {
    const buffer = Buffer.allocUnsafe(64 * 1024);
    const length = readSync(CONTROL_FD, buffer);
    if (length === 0) return undefined;
    pieces.push(buffer.subarray(0, length));
    if (buffer[length - 1] === LINE_FEED) return JSON.parse(Buffer.concat(pieces).toString()) as JobOrder;
  }
}

/**
 * Ends this process soon after its parent, where the system does not do that itself. A read that waits for the end of the
 * control descriptor would hold up every exit. The timer also keeps the process alive after the last frame.
 */
function endWithParent(parent: number): void {
  setInterval(() => process.ppid === parent || process.abort(), PARENT_LOOK_MS);
}
