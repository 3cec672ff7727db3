import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';
import type { PolledGauge } from '../metrics/polled-gauge.js';
import type { Measure } from './background-service.js';

const BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120];

/** The metrics that every background job and service has, by its name. */
@Injectable()
export class JobMetrics {
  private readonly runs: Counter<'job'>;
  private readonly failures: Counter<'job'>;
  private readonly seconds: Histogram<'job'>;
  private readonly backlog: PolledGauge<'job'>;

  constructor(metrics: Metrics) {
    const labels = ['job'] as const;
    this.runs = metrics.counter({
      name: 'airlock_job_runs_total',
      help: 'Runs that ended, also without work.',
      labels,
    });
    this.failures = metrics.counter({
      name: 'airlock_job_failures_total',
      help: 'Runs that ended by an error.',
      labels,
    });
    this.seconds = metrics.histogram({ name: 'airlock_job_seconds', help: 'How long a run took.', labels }, BUCKETS);
    this.backlog = metrics.polledGauge({
      name: 'airlock_job_backlog',
      help: 'What waits for a job, in any process; large numbers are bounded or estimated.',
      labels,
    });
  }

  /** The measure of one job. Its counters exist from now on, at zero. */
  of(job: string): Measure {
    const [runs, failures, seconds] = [this.runs.labels(job), this.failures.labels(job), this.seconds.labels(job)];
    runs.inc(0);
    failures.inc(0);
    return async (work) => {
      const start = performance.now();
      try {
        return await work();
      } catch (error) {
        failures.inc();
        throw error;
      } finally {
        runs.inc();
        seconds.observe((performance.now() - start) / 1_000);
      }
    };
  }

  watchBacklog(job: string, read: () => Promise<number>): void {
    this.backlog.from(read, { job });
  }
}
