import { Injectable } from '@nestjs/common';
import { defineCounter, defineHistogram } from '../metrics/metric-definitions.js';
import { Metrics } from '../metrics/metrics.js';
import type { CounterSeries, HistogramSeries } from '../metrics/series.js';
import type { Measure } from './background-service.js';

const labels = { task: { atMost: 100, of: 'the background job or service' } };

const jobRuns = defineCounter({
  name: 'airlock_job_runs_total',
  help: 'Runs of background jobs that ended, also without work.',
  labels,
});
const jobFailures = defineCounter({
  name: 'airlock_job_failures_total',
  help: 'Runs of background jobs that ended by an error.',
  labels,
});
const jobSeconds = defineHistogram(
  { name: 'airlock_job_seconds', help: 'How long a run of a background job took.', labels },
  [0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120],
);

/** The metrics that every background job and service has, by its name. */
@Injectable()
export class JobMetrics {
  private readonly runs: CounterSeries<'task'>;
  private readonly failures: CounterSeries<'task'>;
  private readonly seconds: HistogramSeries<'task'>;

  constructor(metrics: Metrics) {
    this.runs = metrics.counter(jobRuns);
    this.failures = metrics.counter(jobFailures);
    this.seconds = metrics.histogram(jobSeconds);
  }

  /** The measure of one job. Its counters exist from now on, at zero. */
  of(job: string): Measure {
    const [runs, failures, seconds] = [
      this.runs.of({ task: job }),
      this.failures.of({ task: job }),
      this.seconds.of({ task: job }),
    ];
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
}
