/** Time that runs out, and that can stand still in between. Calls back once. */
export class Deadline {
  private startedAt = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    private leftMs: number,
    private readonly passed: () => void,
  ) {}

  run(): void {
    this.startedAt = performance.now();
    this.timer = setTimeout(this.passed, this.leftMs);
  }

  pause(): void {
    clearTimeout(this.timer);
    this.leftMs = Math.max(0, this.leftMs - (performance.now() - this.startedAt));
  }
}
