import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import { defineCounter, defineGauge, defineHistogram } from '../metrics/metric-definitions.js';
import { Metrics } from '../metrics/metrics.js';
import type { CounterSeries, HistogramSeries } from '../metrics/series.js';

const MIB = 1024 * 1024;

interface Watched {
  waiting: number;
  running: number;
}

const program = { atMost: 20, of: 'the caged program' };
const labels = { lane: { atMost: 10, of: 'what the job is for' } };

const cageJobs = defineCounter({
  name: 'airlock_cage_jobs_total',
  help: 'Jobs in processes of their own, by program and outcome. abandoned and interrupted: ended by this service.',
  labels: { program, outcome: ['done', 'timeout', 'memory', 'output', 'crash', 'program', 'abandoned', 'interrupted'] },
});
const cageSeconds = defineHistogram(
  {
    name: 'airlock_cage_job_seconds',
    help: 'Time of a caged job, with the reading of its input.',
    labels: { program },
  },
  [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
);
const cageMemory = defineHistogram(
  { name: 'airlock_cage_job_peak_bytes', help: 'Most resident memory of a caged job.', labels: { program } },
  [64, 96, 128, 192, 256, 384, 512, 768, 1024].map((size) => size * MIB),
);
const jobsWaiting = defineGauge({
  name: 'airlock_cage_jobs_waiting',
  help: 'Caged jobs that wait for a process.',
  labels,
});
const processes = defineGauge({ name: 'airlock_cage_processes', help: 'Processes that have a caged job.', labels });

/** Jobs in processes of their own. */
@Injectable()
export class CageMetrics {
  private readonly jobs: CounterSeries<'program' | 'outcome'>;
  private readonly seconds: HistogramSeries<'program'>;
  private readonly memory: HistogramSeries<'program'>;

  constructor(private readonly metrics: Metrics) {
    this.jobs = metrics.counter(cageJobs);
    this.seconds = metrics.histogram(cageSeconds);
    this.memory = metrics.histogram(cageMemory);
  }

  watch(lanes: Record<string, Watched>): void {
    const each = (count: (lane: Watched) => number) => () =>
      Object.entries(lanes).map(([lane, watched]) => ({ labels: { lane }, value: count(watched) }));
    this.metrics.gauge(
      jobsWaiting,
      each(({ waiting }) => waiting),
    );
    this.metrics.gauge(
      processes,
      each(({ running }) => running),
    );
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
