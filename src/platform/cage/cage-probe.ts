import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Metrics } from '../metrics/metrics.js';
import { TemporaryFiles } from '../temporary-files/temporary-files.js';
import { CageMetrics } from './cage-metrics.js';
import { findIsolation } from './process/isolation.js';
import { residentBytes } from './process/resident-memory.js';
import { ProcessCage } from './process.cage.js';

export interface CageReport {
  /** Why no job can run here. */
  problem?: string;
  /** Whether the memory of a job can be watched. Without it only its heap is limited. */
  watchesMemory: boolean;
  /** Whether the kernel keeps jobs off the network, besides what their processes give up themselves. */
  withoutNetwork: boolean;
  /** Whether the kernel ends jobs with the process that started them, besides the limit of their processor time. */
  endsWithParent: boolean;
}

/** Runs one job, and says what this machine holds it with. */
export async function probeCage(): Promise<CageReport> {
  const { withoutNetwork, endsWithParent } = await findIsolation();
  const watchesMemory = residentBytes(process.pid) !== undefined;
  const problem = await runOnce().catch((error: Error) => error.message);
  return { watchesMemory, withoutNetwork, endsWithParent, ...(problem === undefined ? {} : { problem }) };
}

async function runOnce(): Promise<undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'airlock-probe-'));
  const cage = new ProcessCage(new TemporaryFiles(directory), new CageMetrics(new Metrics()), { scanning: 1 });
  const input = { size: 1, open: async () => Readable.from([Buffer.from('x')]) };
  const program = new URL('./probe.program.js', import.meta.url);
  try {
    for await (const frame of cage.run({ program, input, lane: 'scanning' }, AbortSignal.timeout(30_000)))
      if (frame.kind !== 'bytes' || String(frame.bytes) !== 'x') throw new Error('The process returned other bytes');
    return undefined;
  } finally {
    await cage.onApplicationShutdown();
    await rm(directory, { recursive: true });
  }
}
