/** Without work for this long, polls become rare. */
const QUIET_MS = 10_000;

/** How long to wait between two looks for work: shorter while there is some, longer after ten seconds without. */
export class PollPace {
  private lastWorkAt = performance.now();

  constructor(
    readonly busyMs: number,
    private readonly quietMs = busyMs,
  ) {}

  /** There was work, or a sign of it. */
  found(): void {
    this.lastWorkAt = performance.now();
  }

  get pauseMs(): number {
    return performance.now() - this.lastWorkAt < QUIET_MS ? this.busyMs : this.quietMs;
  }
}
