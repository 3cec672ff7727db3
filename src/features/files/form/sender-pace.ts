import { MinimumRate, type RateRule } from '../../../platform/streams/minimum-rate.js';

export interface PaceRule extends RateRule {
  /** How long the whole may take. */
  totalMs: number;
}

/**
 * Whether the sender of a form is fast enough. Only time in which the service waited for the sender is counted: a slow
 * store or a process that was stopped for a while counts nothing.
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

  /** Adds time in which the service waited for the sender. */
  passed(ms: number): void {
    this.countedMs += ms;
  }

  get isTooSlow(): boolean {
    return this.rate.isTooSlow || this.countedMs >= this.rule.totalMs;
  }
}
