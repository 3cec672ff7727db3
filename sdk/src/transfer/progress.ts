/** How far an upload is, in bytes. `total` is unknown for a stream until it ends. */
export interface Progress {
  loaded: number;
  total?: number;
}

/** Adds up what parts report, and never goes back: bytes that are sent again were counted before. */
export class ProgressMeter {
  private readonly sent = new Map<number, number>();
  private highest = -1;

  constructor(
    private readonly report?: (progress: Progress) => void,
    public total?: number,
  ) {}

  set(part: number, bytes: number): void {
    this.sent.set(part, bytes);
    const sum = [...this.sent.values()].reduce((a, b) => a + b, 0);
    if (sum <= this.highest) return;
    this.highest = sum;
    this.report?.({ loaded: sum, total: this.total });
  }
}
