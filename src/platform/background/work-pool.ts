import { Logger } from '@nestjs/common';
import type { Measure } from './background-service.js';
import { OccasionalWarning } from './occasional-warning.js';
import { PollPace } from './poll-pace.js';
import { shutdownDeadlines } from './shutdown-deadlines.js';
import { outsideSpans } from '../tracing/trace.js';

/** Lost hints and work that waits for its time are found after this long, or the longer one when nothing happens. */
const [POLL_MS, QUIET_POLL_MS] = [1_000, 5_000];

export interface WorkPoolOptions {
  /** For the log, in the plural: what is claimed. */
  name: string;
  /** How many run at the same time. */
  size: number;
  /** Claims and does one piece of work; `false` when none is due. */
  runNext: (shutdown: AbortSignal) => Promise<boolean>;
}

/** Keeps up to so many pieces of work going while any is due. Woken by hints; a poll makes up for lost ones. */
export class WorkPool {
  private readonly warning: OccasionalWarning;
  private readonly shutdown = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private readonly pace = new PollPace(POLL_MS, QUIET_POLL_MS);
  private poll?: NodeJS.Timeout;
  private measure: Measure = (work) => work();
  private stopping = false;

  constructor(private readonly options: WorkPoolOptions) {
    this.warning = new OccasionalWarning(new Logger(options.name));
  }

  start(measure: Measure): void {
    this.measure = measure;
    this.schedulePoll();
  }

  /** There may be work: one more runner, if there is room for it. */
  wake(): void {
    if (this.stopping || this.running.size >= this.options.size) return;
    const run = outsideSpans(() => this.drain()).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /** Finishes what is under way, or has it given back when that takes too long. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.poll);
    const timeout = setTimeout(() => this.shutdown.abort(), shutdownDeadlines.finishMs);
    await Promise.all(this.running);
    clearTimeout(timeout);
  }

  private schedulePoll(): void {
    this.poll = setTimeout(() => {
      this.wake();
      this.schedulePoll();
    }, this.pace.pauseMs);
  }

  private async drain(): Promise<void> {
    const { name, runNext } = this.options;
    try {
      while (!this.stopping && (await this.measure(() => runNext(this.shutdown.signal)))) this.pace.found();
    } catch (error) {
      this.warning.warn(`Cannot claim ${name.toLowerCase()}, trying again: ${(error as Error).message}`);
    }
  }
}
