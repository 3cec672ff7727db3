/** Rung from anywhere, any number of times; heard once by the one who waits. */
export class Bell {
  private rung = false;
  private wake?: () => void;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** At once if it was rung since it was last heard. Also returns, without a ring, when the signal aborts. */
  async heard(signal: AbortSignal): Promise<void> {
    if (!this.rung && !signal.aborted)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        signal.addEventListener('abort', this.wake, { once: true });
      });
    if (this.wake) signal.removeEventListener('abort', this.wake);
    this.wake = undefined;
    this.rung = false;
  }
}
