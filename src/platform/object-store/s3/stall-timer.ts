/** Calls `onStall` after `idleMs` without progress while the store has to act; time for which the other end is slow does not count. */
export class StallTimer {
  private readonly timer: NodeJS.Timeout;

  constructor(idleMs: number, isWaitingForStore: () => boolean, onStall: () => void) {
    this.timer = setTimeout(() => {
      if (isWaitingForStore()) onStall();
      else this.timer.refresh();
    }, idleMs);
  }

  progressed(): void {
    this.timer.refresh();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
