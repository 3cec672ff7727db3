import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { ending } from './ending.js';
import { OccasionalWarning } from './occasional-warning.js';

/**
 * Repeats a piece of sweeping work, never twice at once in a process, again at once while there is more. What is swept
 * is claimed in the database, so any number of processes may tick.
 */
export class Ticker {
  private readonly warning: OccasionalWarning;
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  /** `work` answers whether there may be more to do right away. */
  constructor(
    name: string,
    private readonly everyMs: number,
    private readonly work: () => Promise<boolean>,
  ) {
    this.warning = new OccasionalWarning(new Logger(name));
  }

  start(): void {
    this.running = this.tick();
  }

  /** Waits for what is under way, within reason: what a sweep does is claimed and can be done again. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.race([this.running, pause(ending.finishMs, undefined, { ref: false })]);
  }

  private async tick(): Promise<void> {
    try {
      while (!this.stopped && (await this.work()));
    } catch (error) {
      this.warning.tell(`Trying again later: ${(error as Error).message}`);
    }
    if (this.stopped) return;
    this.timer = setTimeout(() => (this.running = this.tick()), this.everyMs);
  }
}
