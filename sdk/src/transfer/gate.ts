/** Stops what is under way while it is closed, and lets it begin anew afterwards. */
export class Gate {
  private opened = Promise.resolve();
  private open?: () => void;
  private pausing = new AbortController();

  pause(): void {
    if (this.open) return;
    this.opened = new Promise((resolve) => (this.open = resolve));
    this.pausing.abort();
  }

  resume(): void {
    this.open?.();
    this.open = undefined;
    this.pausing = new AbortController();
  }

  /** Runs `act` with a signal that a pause aborts too; after the pause it runs again. */
  async pass<T>(signal: AbortSignal, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (;;) {
      await unless(signal, this.opened);
      const pausing = this.pausing.signal;
      try {
        return await act(AbortSignal.any([signal, pausing]));
      } catch (error) {
        if (signal.aborted || !pausing.aborted) throw error;
      }
    }
  }
}

/** Waits, but not longer than until the signal. */
function unless(signal: AbortSignal, wait: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    void wait.then(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
  });
}
