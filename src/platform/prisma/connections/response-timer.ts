/**
 * Limits how long a response may take. A response that arrives leaves the timer running, which then finds nothing to do: a timer
 * for each statement would be made and removed thousands of times for one that ends.
 */
export class ResponseTimer {
  private timer: NodeJS.Timeout | undefined;
  /** Since when a response is expected, in ms of `performance.now()`; undefined: none is. */
  private since: number | undefined;

  constructor(
    private readonly limitMs: number,
    private readonly late: () => void,
  ) {}

  /** From now on a response is expected, also where one was expected before. */
  expect(): void {
    this.since = performance.now();
    this.timer ??= this.start(this.limitMs);
  }

  arrived(): void {
    this.since = undefined;
  }

  stop(): void {
    this.since = undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Its connection keeps the process alive while it waits. */
  private start(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.look(), ms).unref();
  }

  private look(): void {
    this.timer = undefined;
    if (this.since === undefined) return;
    const leftMs = this.since + this.limitMs - performance.now();
    if (leftMs > 0) this.timer = this.start(leftMs);
    else this.late();
  }
}
