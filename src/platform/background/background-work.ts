import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../config/config.js';
import type { HandlerOptions } from '../handlers/handler-decorator.js';
import { type Handler, Handlers } from '../handlers/handlers.js';
import { BackgroundJob, type BackgroundJobOptions, type Progress } from './background-job.js';
import { BackgroundService, type Measure } from './background-service.js';
import { shutdownDeadlines } from './shutdown-deadlines.js';
import { JobLeases } from './job-leases.repository.js';
import { JobMetrics } from './job-metrics.js';
import { JobRunner } from './job-runner.js';
import { PollPace } from './poll-pace.js';

/** How often a process looks whether a global job is due, and how often when none was for a while. */
const [LOOK_MS, QUIET_LOOK_MS] = [5_000, 15_000];

interface Running {
  start(): void;
  stop(): Promise<void>;
}

/**
 * Runs the background jobs and services of this process: started when all modules are made, stopped at the same moment.
 * Nest's own hooks stop one module after the other, and the time limits of parts that do not answer would add up.
 */
@Injectable()
export class BackgroundWork implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private running: Running[] = [];
  /** The jobs that follow the work of a service, by its name. */
  private readonly followers = new Map<string, JobRunner[]>();

  constructor(
    private readonly handlers: Handlers,
    private readonly leases: JobLeases,
    private readonly metrics: JobMetrics,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const jobs = this.handlers.of(BackgroundJob).filter(({ instance }) => instance.isEnabled !== false);
    const services = this.handlers.of(BackgroundService);
    this.running = [...jobs.map((job) => this.runnerOf(job)), ...services.map((service) => this.measured(service))];
    for (const one of this.running) one.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const stopped = Promise.all(this.running.map((one) => one.stop()));
    await Promise.race([stopped, pause(shutdownDeadlines.backgroundMs, undefined, { ref: false })]);
  }

  private runnerOf({ name, options, instance }: Handler<BackgroundJobOptions, BackgroundJob>): Running {
    const { intervalMs, quietMs, batch, leaseSeconds: lease, global = false } = options;
    const leaseSeconds = typeof lease === 'number' ? lease : this.config.get(lease);
    const measure = this.metrics.of(name);
    const run = (cursor: string | null): Promise<Progress> =>
      measure(() => instance.run({ batch, leaseSeconds, cursor, noteWork: () => runner.wake() }));
    const terms = { everySeconds: intervalMs / 1_000, leaseSeconds };
    const runner: JobRunner = global
      ? new JobRunner(name, new PollPace(LOOK_MS, QUIET_LOOK_MS), () => this.leases.run(name, terms, run))
      : new JobRunner(name, new PollPace(intervalMs, quietMs), async () => (await run(null)) !== false);
    for (const service of options.wokenBy ?? [])
      this.followers.set(service, [...(this.followers.get(service) ?? []), runner]);
    return {
      start: () => runner.start(),
      stop: () => {
        instance.stop?.();
        return runner.stop();
      },
    };
  }

  private measured({ name, instance }: Handler<HandlerOptions, BackgroundService>): Running {
    const measure = this.metrics.of(name);
    const followers = this.followers.get(name) ?? [];
    const followed: Measure = async (work) => {
      const result = await measure(work);
      // A claim that finds nothing answers `false`.
      if (result !== false) for (const job of followers) job.wake();
      return result;
    };
    return { start: () => instance.start(followed), stop: () => instance.stop() };
  }
}
