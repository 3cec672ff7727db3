import { Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { BackgroundService, type Measure } from '../../platform/background/background-service.js';
import { shutdownDeadlines } from '../../platform/background/shutdown-deadlines.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import type { LeasedUpload } from '../uploads/index.js';
import { AdmissionRunner } from './lease/admission-runner.js';

/** While most places are taken, those that become free within this time share a claim. */
const CLAIM_PACE_MS = 30;

/** Lost hints and uploads that wait are found after this long. */
const POLL_MS = 1_000;

/**
 * Keeps up to SCAN_CONCURRENCY admissions going while anything waits. Claims as many uploads as there are free places, one
 * claim at a time: places that become free meanwhile, or while most are taken, share the next one. Hints wake it; a poll
 * makes up for lost ones.
 */
@BackgroundService({ name: 'scans' })
export class AdmissionLoop implements BackgroundService {
  private readonly warning = new OccasionalWarning(new Logger('Admission'));
  private readonly concurrency: number;
  private readonly running = new Set<Promise<void>>();
  private claiming?: Promise<void>;
  private poll?: NodeJS.Timeout;
  private pause?: NodeJS.Timeout;
  private claimedAt = -Infinity;
  private measure: Measure = (work) => work();
  private mayWait = false;
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

  /** There may be work. */
  wake(): void {
    this.mayWait = true;
    this.fill();
  }

  /** Finishes the uploads under way, or gives them back when that takes too long. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.poll);
    clearTimeout(this.pause);
    const timeout = setTimeout(() => this.runner.abort(), shutdownDeadlines.finishMs);
    await this.claiming;
    await Promise.all(this.running);
    clearTimeout(timeout);
  }

  private get free(): number {
    return this.stopping ? 0 : this.concurrency - this.running.size;
  }

  private fill(): void {
    if (!this.mayWait || this.free === 0 || this.shares()) return;
    this.claiming ??= this.claimWhileFree().finally(() => (this.claiming = undefined));
  }

  /** Whether the free places wait for others to share their claim with; it follows by itself. */
  private shares(): boolean {
    const early = this.claimedAt + CLAIM_PACE_MS - performance.now();
    if (this.stopping || early <= 0 || this.free >= this.concurrency / 2) return false;
    this.pause ??= setTimeout(() => {
      this.pause = undefined;
      this.fill();
    }, early).unref();
    return true;
  }

  private async claimWhileFree(): Promise<void> {
    while (this.mayWait && this.free > 0 && !this.shares()) {
      const { free } = this;
      this.mayWait = false;
      this.claimedAt = performance.now();
      const claimed = await this.claim(free);
      // As many as were asked for: more may wait.
      if (claimed.length === free) this.mayWait = true;
      for (const upload of claimed) this.begin(upload);
    }
  }

  private async claim(most: number): Promise<LeasedUpload[]> {
    try {
      return await this.runner.claim(most);
    } catch (error) {
      this.warning.warn(`Cannot claim uploads, trying again: ${(error as Error).message}`);
      return [];
    }
  }

  private begin(upload: LeasedUpload): void {
    const run = this.measure(() => this.runner.run(upload))
      .catch((error: unknown) => this.warning.warn(`${upload.id} waits: ${(error as Error).message}`))
      .finally(() => {
        this.running.delete(run);
        this.fill();
      });
    this.running.add(run);
  }
}
