import { MinimumRate, type RateRule } from '../../../platform/streams/minimum-rate.js';

export interface PaceRule extends RateRule {
  /** How long the whole may take. */
  totalMs: number;
}

/**
 * Whether the sender of a form keeps up. Only time in which it was the sender's turn is counted, as it passes: a store
 * that is slow, or a process that was stopped for a while, is not the sender's fault.
 */
export class SenderPace {
  private countedMs = 0;
  private readonly rate: MinimumRate;

  constructor(private readonly rule: PaceRule) {
    this.rate = new MinimumRate(rule, () => this.countedMs);
  }

  arrived(bytes: number): void {
    this.rate.arrived(bytes);
  }

  /** So much of the sender's time has gone by. */
  passed(ms: number): void {
    this.countedMs += ms;
  }

  get isTooSlow(): boolean {
    return this.rate.isTooSlow || this.countedMs >= this.rule.totalMs;
  }
}
