import { mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Cage, CageFrame, CageJob, CageLimits } from '../../../src/platform/cage/cage.js';
import { CageMetrics } from '../../../src/platform/cage/cage-metrics.js';
import { findIsolation, type Isolation } from '../../../src/platform/cage/process/isolation.js';
import { ProcessCage } from '../../../src/platform/cage/process.cage.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { TemporaryFiles } from '../../../src/platform/temporary-files/temporary-files.js';

export interface RunningCage {
  cage: Cage;
  metrics: Metrics;
  directory: string;
  stop(): Promise<void>;
}

/** What Node alone can do: no namespaces, no signal at the parent's death. */
export const nodeAlone = async (): Promise<Isolation> => ({
  shell: true,
  wrappers: [],
  withoutNetwork: false,
  endsWithParent: false,
});

/** A cage with a folder of its own. */
export async function runningCage(processes = 2, isolationOf = findIsolation): Promise<RunningCage> {
  const directory = await mkdtemp(join(tmpdir(), 'airlock-cage-'));
  const metrics = new Metrics();
  const lanes = { scanning: processes, ingestion: processes, images: processes };
  const cage = new ProcessCage(new TemporaryFiles(directory), new CageMetrics(metrics), lanes, isolationOf);
  const stop = async () => {
    await cage.onApplicationShutdown();
    await rm(directory, { recursive: true });
  };
  return { cage, metrics, directory, stop };
}

const programs = new URL('./programs.js', import.meta.url);

export function jobOf(act: string, limits: Partial<CageLimits> = {}, content = 'hello', more: object = {}): CageJob {
  const bytes = Buffer.from(content);
  const input = { size: bytes.length, open: async () => Readable.from([bytes]) };
  return { program: programs, options: { act, ...more }, input, limits, lane: 'ingestion' };
}

/** All frames of a job. */
export async function framesOf(cage: Cage, job: CageJob, signal = new AbortController().signal): Promise<CageFrame[]> {
  const frames: CageFrame[] = [];
  for await (const frame of cage.run(job, signal)) frames.push(frame);
  return frames;
}

/** Ids of the processes that a process has started and that still run. */
export function childrenOf(pid: number): number[] {
  const ids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return ids.filter(Boolean).map(Number);
}
