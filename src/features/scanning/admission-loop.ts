import { Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { BackgroundService, type Measure } from '../../platform/background/background-service.js';
import { shutdownDeadlines } from '../../platform/background/shutdown-deadlines.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { AdmissionRunner } from './lease/admission-runner.js';

/** Lost hints and uploads that wait are found after this long. */
const POLL_MS = 1_000;

/** Keeps up to SCAN_CONCURRENCY admissions going while anything waits. Hints wake it; a poll makes up for lost ones. */
@BackgroundService({ name: 'scans' })
export class AdmissionLoop implements BackgroundService {
  private readonly warning = new OccasionalWarning(new Logger('Admission'));
  private readonly concurrency: number;
  private readonly shutdown = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private poll?: NodeJS.Timeout;
  private measure: Measure = (work) => work();
  private stopping = false;

  constructor(
    private readonly runner: AdmissionRunner,
    config: Config,
  ) {
    this.concurrency = config.get('SCAN_CONCURRENCY');
  }

  start(measure: Measure): void {
    this.measure = measure;
    this.poll = setInterval(() => this.wake(), POLL_MS);
  }

  /** There may be work: one more runner, if there is room for it. */
  wake(): void {
    if (this.stopping || this.running.size >= this.concurrency) return;
    const run = this.drain().finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /** Finishes the uploads under way, or gives them back when that takes too long. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.poll);
    const timeout = setTimeout(() => this.shutdown.abort(), shutdownDeadlines.finishMs);
    await Promise.all(this.running);
    clearTimeout(timeout);
  }

  private async drain(): Promise<void> {
    try {
      while (!this.stopping && (await this.measure(() => this.runner.runNext(this.shutdown.signal))));
    } catch (error) {
      this.warning.warn(`Cannot claim uploads, trying again: ${(error as Error).message}`);
    }
  }
}
