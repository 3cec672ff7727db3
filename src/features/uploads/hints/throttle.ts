import { setTimeout as pause } from 'node:timers/promises';

/**
 * Merges calls: the first begins `send` at once, all that follow within `everyMs` or before it has ended begin it once more.
 * So a call is always followed by the beginning of a `send`, and no more than one is under way.
 */
export class Throttle {
  private isBusy = false;
  private isDue = false;

  constructor(
    /** Must not reject, and must end. */
    private readonly send: () => Promise<void>,
    private readonly everyMs: number,
  ) {}

  call(): void {
    this.isDue = true;
    if (!this.isBusy) void this.sendWhileDue();
  }

  private async sendWhileDue(): Promise<void> {
    this.isBusy = true;
    while (this.isDue) {
      this.isDue = false;
      await Promise.all([this.send(), pause(this.everyMs, undefined, { ref: false })]);
    }
    this.isBusy = false;
  }
}
