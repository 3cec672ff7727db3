import { availableParallelism } from 'node:os';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { TemporaryFiles } from '../temporary-files/temporary-files.js';
import { Cage, CageError, type CageFrame, type CageJob, type CageLane, type CageLimits } from './cage.js';
import { type CageMetrics, programName } from './cage-metrics.js';
import { JobRun } from './job-run.js';
import { Lane } from './lane.js';
import { CagedProcess } from './process/caged-process.js';
import { isReadable, type ProcessShape } from './process/command.js';
import { findIsolation, type Isolation } from './process/isolation.js';

const MIB = 1024 * 1024;

export const defaultLimits: CageLimits = { seconds: 60, heapMiB: 256, residentMiB: 512, outputBytes: 256 * MIB };

/** Runs each job in a process of its own, started when the first job comes. */
export class ProcessCage extends Cage implements OnApplicationShutdown {
  private readonly logger = new Logger('Cage');
  private readonly lanes: Record<CageLane, Lane>;
  private readonly children = new Set<CagedProcess>();
  private isolation?: Promise<Isolation>;
  private readonly shutdown = new AbortController();

  constructor(
    private readonly files: TemporaryFiles,
    private readonly metrics: CageMetrics,
    processes: Partial<Record<CageLane, number>> = {},
    private readonly isolationOf = findIsolation,
  ) {
    super();
    const lane = (name: CageLane) => new Lane(processes[name] ?? availableParallelism(), (shape) => this.start(shape));
    this.lanes = { scanning: lane('scanning'), ingestion: lane('ingestion'), images: lane('images') };
    metrics.watch(this.lanes);
  }

  async *run(job: CageJob, signal: AbortSignal): AsyncGenerator<CageFrame> {
    if (!isReadable(job.program))
      throw new Error(`A caged program must be a built file of Airlock, not ${job.program}`);
    const either = AbortSignal.any([signal, this.shutdown.signal]);
    const limits = { ...defaultLimits, ...job.limits };
    const child = await this.lanes[job.lane].take(shapeOf(job, limits), either);
    const run = new JobRun(child, job, limits);
    const finished = this.metrics.begin(job.program);
    let outcome = 'abandoned';
    try {
      yield* run.frames(either);
      outcome = 'done';
    } catch (error) {
      outcome = error instanceof CageError ? error.cause : 'interrupted';
      this.report(job, error);
      throw error;
    } finally {
      finished(outcome, run.peakBytes);
    }
  }

  /** Ends all processes, and waits until they are gone. */
  async onApplicationShutdown(): Promise<void> {
    this.shutdown.abort(new Error('This process of Airlock shuts down'));
    for (const child of this.children) child.kill();
    await Promise.all(Object.values(this.lanes).map((lane) => lane.close()));
    await Promise.all([...this.children].map((child) => child.ended));
  }

  private async start(shape: ProcessShape): Promise<CagedProcess> {
    this.isolation ??= this.isolationOf();
    const child = await CagedProcess.start(shape, await this.isolation, this.files);
    this.children.add(child);
    void child.ended.then(() => this.children.delete(child));
    if (this.shutdown.signal.aborted) child.kill();
    return child;
  }

  /** What a program says about its input is a result; anything else is logged. */
  private report({ program }: CageJob, error: unknown): void {
    if (!(error instanceof CageError) || error.code !== undefined) return;
    this.logger.warn(`${programName(program)} failed by ${error.cause}: ${error.message}`);
  }
}

/** Processor time is of all threads; the garbage collector has its own. */
function shapeOf({ program, isNative }: CageJob, { heapMiB, seconds }: CageLimits): ProcessShape {
  const cpuSeconds = Math.ceil(seconds * 2) + 1;
  return { heapMiB, cpuSeconds, ...(isNative ? { native: program.href } : {}) };
}
