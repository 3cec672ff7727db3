export interface RateRule {
  /** How far a sender may fall behind the rate. */
  patienceMs: number;
  bytesPerSecond: number;
}

/**
 * Whether bytes arrive fast enough: a sender may fall behind the rate by its patience and no more, however much arrived
 * before. A steady sender at the rate passes; one that trickles, or is silent for the whole patience, does not.
 */
export class MinimumRate {
  private leftMs: number;
  private countedAt: number;

  constructor(
    private readonly rule: RateRule,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.leftMs = rule.patienceMs;
    this.countedAt = clock();
  }

  arrived(bytes: number): void {
    const now = this.clock();
    const { patienceMs, bytesPerSecond } = this.rule;
    const left = this.leftMs - (now - this.countedAt) + (bytes * 1000) / bytesPerSecond;
    this.leftMs = Math.min(patienceMs, left);
    this.countedAt = now;
  }

  /** Time left until the sender is too slow if nothing arrives. */
  get msLeft(): number {
    return this.leftMs - (this.clock() - this.countedAt);
  }

  get isTooSlow(): boolean {
    return this.msLeft <= 0;
  }
}
