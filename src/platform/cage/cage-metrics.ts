import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';

const MIB = 1024 * 1024;

interface Watched {
  waiting: number;
  running: number;
}

/** `program` is the name of a file, of which there are few. */
@Injectable()
export class CageMetrics {
  private readonly jobs: Counter<'program' | 'outcome'>;
  private readonly seconds: Histogram<'program'>;
  private readonly memory: Histogram<'program'>;

  constructor(private readonly metrics: Metrics) {
    const labels = ['program'] as const;
    this.jobs = metrics.counter({
      name: 'airlock_cage_jobs_total',
      help: 'Jobs in processes of their own, by program and outcome: done, timeout, memory, output, crash, program.',
      labels: ['program', 'outcome'],
    });
    const seconds = {
      name: 'airlock_cage_job_seconds',
      help: 'Time of a caged job, with the reading of its input.',
      labels,
    };
    this.seconds = metrics.histogram(seconds, [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]);
    const memory = { name: 'airlock_cage_job_peak_bytes', help: 'Most resident memory of a caged job.', labels };
    this.memory = metrics.histogram(
      memory,
      [64, 96, 128, 192, 256, 384, 512, 768, 1024].map((size) => size * MIB),
    );
  }

  watch(lanes: Record<string, Watched>): void {
    const labels = ['lane'] as const;
    const waiting = { name: 'airlock_cage_jobs_waiting', help: 'Caged jobs that wait for a process.', labels };
    const running = { name: 'airlock_cage_processes', help: 'Processes that have a caged job.', labels };
    const [waits, runs] = [this.metrics.polledGauge(waiting), this.metrics.polledGauge(running)];
    for (const [lane, watched] of Object.entries(lanes)) {
      waits.from(async () => watched.waiting, { lane });
      runs.from(async () => watched.running, { lane });
    }
  }

  /** A job begins. The returned function says how it ended. */
  begin(program: URL): (outcome: string, peakBytes: number) => void {
    const name = programName(program);
    const startedAt = performance.now();
    return (outcome, peakBytes) => {
      this.jobs.inc({ program: name, outcome });
      this.seconds.observe({ program: name }, (performance.now() - startedAt) / 1_000);
      if (peakBytes > 0) this.memory.observe({ program: name }, peakBytes);
    };
  }
}

/** `extract-text` for …/extract-text.program.js. */
export function programName(program: URL): string {
  return basename(program.pathname).replace(/(\.program)?\.js$/, '');
}
