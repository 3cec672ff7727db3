import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { handlersOf } from '../../../test/support/handlers.js';
import type { Config } from '../../config/config.js';
import { Metrics } from '../metrics/metrics.js';
import { BackgroundJob, type JobRun } from './background-job.js';
import { BackgroundService, type Measure } from './background-service.js';
import { BackgroundWork } from './background-work.js';
import type { JobLeases } from './job-leases.repository.js';
import { JobMetrics } from './job-metrics.js';

const config = { get: () => 20 } as unknown as Config;
const leases = {
  run: (_name: string, _terms: object, work: (cursor: string) => unknown) => work('from here'),
} as unknown as JobLeases;

function workOf(...instances: object[]) {
  const metrics = new Metrics();
  return { metrics, work: new BackgroundWork(handlersOf(...instances), leases, new JobMetrics(metrics), config) };
}
const sampleOf = async (metrics: Metrics, sample: string) =>
  (await metrics.registry.metrics())
    .split('\n')
    .find((line) => line.startsWith(`${sample} `))
    ?.split(' ')[1];

const ended = Promise.withResolvers<void>();

abstract class Slow implements BackgroundService {
  static readonly said: string[] = [];
  start = () => void Slow.said.push(`${this.constructor.name} started`);
  stop = () => (Slow.said.push(`${this.constructor.name} stops`), ended.promise);
}
@BackgroundService({ name: 'first' })
class First extends Slow {}
@BackgroundService({ name: 'second' })
class Second extends Slow {}

describe('background services', () => {
  it('are all asked to stop before any is waited for', async () => {
    const { work } = workOf(new First(), new Second());
    work.onApplicationBootstrap();
    const stopped = work.beforeApplicationShutdown().then(() => Slow.said.push('stopped'));
    expect(Slow.said).toEqual(['First started', 'Second started', 'First stops', 'Second stops']);
    ended.resolve();
    await stopped;
    expect(Slow.said.at(-1)).toBe('stopped');
  });
});

@BackgroundJob({ name: 'sample', intervalMs: 60_000, batch: 7, leaseSeconds: 'SCAN_LEASE_SECONDS' })
class Sample implements BackgroundJob {
  readonly runs: JobRun[] = [];
  readonly done = Promise.withResolvers<void>();

  /** Leaves something to do twice, then fails. */
  async run(run: JobRun): Promise<boolean> {
    if (this.runs.push(run) < 3) return true;
    this.done.resolve();
    throw new Error('away');
  }
}

@BackgroundJob({ name: 'everywhere', intervalMs: 60_000, batch: 1, leaseSeconds: 20, global: true })
class Everywhere implements BackgroundJob {
  readonly ran = Promise.withResolvers<JobRun>();

  async run(run: JobRun): Promise<boolean> {
    this.ran.resolve(run);
    return false;
  }
}

@BackgroundJob({ name: 'off', intervalMs: 1, batch: 1, leaseSeconds: 0 })
class Off implements BackgroundJob {
  readonly isEnabled = false;

  async run(): Promise<boolean> {
    throw new Error('This job is off.');
  }
}

@BackgroundJob({ name: 'follower', intervalMs: 1, quietMs: 3_600_000, batch: 1, leaseSeconds: 0, wokenBy: ['source'] })
class Follower implements BackgroundJob {
  runs = 0;

  async run(): Promise<boolean> {
    this.runs++;
    return false;
  }
}

@BackgroundService({ name: 'source' })
class Source implements BackgroundService {
  work!: (found: boolean) => Promise<unknown>;
  start = (measure: Measure) => void (this.work = (found) => measure(async () => found));
  stop = async () => undefined;
}

describe('a background job that follows a service', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0 }));
  afterEach(() => void jest.useRealTimers());

  it('runs soon after its work, and not after looks that found none', async () => {
    const [follower, source] = [new Follower(), new Source()];
    const { work } = workOf(follower, source);
    work.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(60_000);
    const quiet = follower.runs;
    await source.work(false);
    await jest.advanceTimersByTimeAsync(10);
    expect(follower.runs).toBe(quiet);
    await source.work(true);
    await jest.advanceTimersByTimeAsync(10);
    expect(follower.runs).toBeGreaterThan(quiet);
    const stopped = work.beforeApplicationShutdown();
    await jest.advanceTimersByTimeAsync(60_000);
    await stopped;
  });
});

describe('a background job', () => {
  it('runs again at once while it leaves something to do, with the numbers it declares', async () => {
    const sample = new Sample();
    const { work } = workOf(sample, new Off());
    work.onApplicationBootstrap();
    await sample.done.promise;
    await work.beforeApplicationShutdown();
    expect(sample.runs).toMatchObject(Array(3).fill({ batch: 7, leaseSeconds: 20, cursor: null }));
  });

  it('has its runs, failures and seconds in the metrics', async () => {
    const sample = new Sample();
    const { work, metrics } = workOf(sample, new Off());
    work.onApplicationBootstrap();
    await sample.done.promise;
    await work.beforeApplicationShutdown();
    expect(await sampleOf(metrics, 'airlock_job_runs_total{task="sample"}')).toBe('3');
    expect(await sampleOf(metrics, 'airlock_job_failures_total{task="sample"}')).toBe('1');
    expect(await sampleOf(metrics, 'airlock_job_seconds_count{task="sample"}')).toBe('3');
    expect(await sampleOf(metrics, 'airlock_job_runs_total{task="off"}')).toBeUndefined();
  });

  it('that is global runs under its lease, from where the run before it ended', async () => {
    const everywhere = new Everywhere();
    const { work } = workOf(everywhere);
    work.onApplicationBootstrap();
    expect(await everywhere.ran.promise).toMatchObject({ cursor: 'from here' });
    await work.beforeApplicationShutdown();
  });
});
