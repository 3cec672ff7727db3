import { type RateLimiterAbstract, RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { OccasionalWarning } from '../background/occasional-warning.js';
import { type RateCount, RateCounter } from './rate-counter.js';

/**
 * Counts in a store that all processes share. While the store does not answer, this process counts for itself: the limits
 * are then those of one process, and no request fails for a count.
 */
export class InsuredRateCounter extends RateCounter {
  private readonly own: RateLimiterMemory;

  constructor(
    private readonly shared: RateLimiterAbstract,
    private readonly warning: OccasionalWarning,
    seconds: number,
  ) {
    super();
    this.own = new RateLimiterMemory({ points: 0, duration: seconds });
  }

  async add(key: string, points: number): Promise<RateCount> {
    return countOf(await this.insured((counts) => counts.penalty(key, points)));
  }

  async read(key: string): Promise<RateCount | undefined> {
    const found = await this.insured((counts) => counts.get(key));
    return found ? countOf(found) : undefined;
  }

  async forget(key: string): Promise<void> {
    await this.own.delete(key);
    await this.insured((counts) => counts.delete(key));
  }

  private async insured<T>(work: (counts: RateLimiterAbstract) => Promise<T>): Promise<T> {
    try {
      return await work(this.shared);
    } catch (error) {
      this.warning.warn(`Rate limits are counted by this process alone: ${(error as Error).message}`);
      return work(this.own);
    }
  }
}

const countOf = ({ consumedPoints, msBeforeNext }: RateLimiterRes): RateCount => ({
  count: consumedPoints,
  endsInMs: msBeforeNext,
});
