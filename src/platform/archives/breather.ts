import { setImmediate } from 'node:timers/promises';

/** Yields the event loop during long synchronous work, for sockets, timers and health checks. */
export class Breather {
  private since = performance.now();

  constructor(private readonly longestMs = 10) {}

  /** Yields if this work has blocked the event loop for long enough. */
  async pause(): Promise<void> {
    if (performance.now() - this.since < this.longestMs) return;
    await setImmediate();
    this.since = performance.now();
  }
}
