/** Wakes one waiting reader. Raising it several times before the reader waits wakes it once. */
export class Signal {
  private raised = false;
  private wake?: () => void;

  raise(): void {
    this.raised = true;
    this.wake?.();
  }

  /** Resolves at once if the signal was raised since the last wait. Also resolves when `aborted` aborts. */
  async wait(aborted: AbortSignal): Promise<void> {
    if (!this.raised && !aborted.aborted)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        aborted.addEventListener('abort', this.wake, { once: true });
      });
    if (this.wake) aborted.removeEventListener('abort', this.wake);
    this.wake = undefined;
    this.raised = false;
  }
}
