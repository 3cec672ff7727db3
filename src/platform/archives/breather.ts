import { setImmediate } from 'node:timers/promises';

/** Work that never waits for anything must still let others in: sockets, timers, health checks. */
export class Breather {
  private since = performance.now();

  constructor(private readonly longestMs = 10) {}

  /** Lets the event loop turn if this work has held it for long enough. */
  async pause(): Promise<void> {
    if (performance.now() - this.since < this.longestMs) return;
    await setImmediate();
    this.since = performance.now();
  }
}
