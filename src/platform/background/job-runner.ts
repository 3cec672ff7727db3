import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { PollPace } from './poll-pace.js';
import { shutdownDeadlines } from './shutdown-deadlines.js';
import { OccasionalWarning } from './occasional-warning.js';
import { outsideSpans } from '../tracing/trace.js';

/** Repeats work: at once while it leaves something to do, then after a pause. Never twice at the same time in a process. */
export class JobRunner {
  private readonly warning: OccasionalWarning;
  private timer?: NodeJS.Timeout;
  private nextAt = 0;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  /** `work` resolves with whether there may be more to do. */
  constructor(
    name: string,
    private readonly pace: PollPace,
    private readonly work: () => Promise<boolean>,
  ) {
    this.warning = new OccasionalWarning(new Logger(name));
  }

  start(): void {
    this.running = this.repeat();
  }

  /** There is work, or will be in a moment: the next run begins within the shorter pause. */
  wake(): void {
    this.pace.found();
    if (this.timer && this.nextAt - performance.now() > this.pace.busyMs) outsideSpans(() => this.schedule());
  }

  /** Waits for a run under way, within a limit: what it does is claimed and can be done again. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.race([this.running, pause(shutdownDeadlines.finishMs, undefined, { ref: false })]);
  }

  private async repeat(): Promise<void> {
    this.timer = undefined;
    try {
      while (!this.stopped && (await this.work())) this.pace.found();
    } catch (error) {
      this.warning.warn(`Trying again later: ${(error as Error).message}`);
    }
    if (!this.stopped) this.schedule();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const { pauseMs } = this.pace;
    this.nextAt = performance.now() + pauseMs;
    this.timer = setTimeout(() => (this.running = this.repeat()), pauseMs);
  }
}
