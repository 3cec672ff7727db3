/** Calls `onStall` when nothing moved for `idleMs` although it was the store's turn; a slow other end is waited for. */
export class StallTimer {
  private readonly timer: NodeJS.Timeout;

  constructor(idleMs: number, storesTurn: () => boolean, onStall: () => void) {
    this.timer = setTimeout(() => {
      if (storesTurn()) onStall();
      else this.timer.refresh();
    }, idleMs);
  }

  moved(): void {
    this.timer.refresh();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
