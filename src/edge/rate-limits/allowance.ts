import type { RateCount } from '../../platform/rate-counters/rate-counter.js';

/** The part of the limit that passes unsettled, and the largest slice that is taken from the shared count at once. */
const SLICE = 1 / 20;
/** A slice is at most this part of what is left, so that little lies unspent in other processes at the end. */
const OF_THE_REST = 1 / 4;

/** Adds to the count that all processes share. */
export type Settle = (points: number) => Promise<RateCount>;

/** What a caller has of its limit in this period. */
export interface Standing {
  isAllowed: boolean;
  remaining: number;
  endsInMs: number;
}

/**
 * What this process may let pass for one caller, without asking the shared count each time. The first twentieth of the
 * limit passes unsettled, so that ordinary callers cost nothing; then the process takes slices from the shared count and
 * spends them. Callers at their limit are refused without a look at the shared count.
 *
 * In all processes together at most the limit passes, and a twentieth of it for each process beside the first.
 */
export class Allowance {
  private endsAt = 0;
  /** Spent in this period and not yet part of the shared count. */
  private unsettled = 0;
  /** Taken from the shared count and not yet spent. */
  private unspent = 0;
  /** The shared count when it was last seen. */
  private shared = 0;
  private settling: Promise<void> | undefined;

  constructor(
    private readonly limit: number,
    private readonly periodMs: number,
    private readonly now: () => number,
  ) {}

  /** Spends one request: at once, or where a slice is used up, when the shared count has answered. */
  spend(settle: Settle): Standing | Promise<Standing> {
    return this.spendNow() ?? this.spendSettled(settle);
  }

  private async spendSettled(settle: Settle): Promise<Standing> {
    for (;;) {
      await (this.settling ??= this.settle(settle).finally(() => (this.settling = undefined)));
      const standing = this.spendNow();
      if (standing) return standing;
    }
  }

  /** Undefined: this process has nothing left to give, and has to look at the shared count. */
  private spendNow(): Standing | undefined {
    if (this.now() >= this.endsAt) this.begin();
    if (this.takeOne()) return this.standing(true);
    return this.shared >= this.limit ? this.standing(false) : undefined;
  }

  private begin(): void {
    this.endsAt = this.now() + this.periodMs;
    this.unsettled = this.unspent = this.shared = 0;
  }

  private takeOne(): boolean {
    if (this.unspent > 0) {
      this.unspent--;
      return true;
    }
    if (this.shared > 0 || this.unsettled >= Math.floor(this.limit * SLICE)) return false;
    this.unsettled++;
    return true;
  }

  private async settle(settle: Settle): Promise<void> {
    const spent = this.unsettled;
    const left = Math.max(this.limit - this.shared - spent, 0);
    const slice = Math.max(Math.floor(Math.min(this.limit * SLICE, left * OF_THE_REST)), 1);
    const points = spent + slice;
    const { count, endsInMs } = await settle(points);
    this.unsettled = 0;
    this.shared = count;
    this.unspent = Math.max(Math.min(this.limit - count + points, points) - spent, 0);
    this.endsAt = this.now() + endsInMs;
  }

  private standing(isAllowed: boolean): Standing {
    const spent = this.shared - this.unspent + this.unsettled;
    const remaining = isAllowed ? Math.max(this.limit - spent, 0) : 0;
    return { isAllowed, remaining, endsInMs: Math.max(this.endsAt - this.now(), 0) };
  }
}
