import { Injectable } from '@nestjs/common';
import type { RateCount, RateCounter } from '../../platform/rate-counters/rate-counter.js';
import { RateCounters } from '../../platform/rate-counters/rate-counters.js';
import { Errors } from '../../shared/errors/errors.js';
import { attemptKeys, type LoginAttempt } from './domain/login-attempt.js';

/** In one period, for one account from all addresses, and from one address for all accounts. */
export const MOST_FAILURES = 10;
const PERIOD_SECONDS = 15 * 60;

/**
 * Limits failed logins, by the account and by the address of the client. An account is what was sent as its email address,
 * so that it makes no difference whether it exists. One address can fail for one account until its own limit is reached:
 * keeping many people out takes as many addresses. Keys and tokens work on whatever is refused here.
 */
@Injectable()
export class LoginThrottle {
  private readonly failures: RateCounter;

  constructor(counters: RateCounters) {
    this.failures = counters.counterOf({ name: 'logins', seconds: PERIOD_SECONDS });
  }

  /** Throws RATE_LIMITED where the account or the address has too many failures. */
  async check(attempt: LoginAttempt): Promise<void> {
    const { account, address } = attemptKeys(attempt);
    const counts = await Promise.all([this.failures.read(account), this.failures.read(address)]);
    refuseFrom(MOST_FAILURES, counts);
  }

  /**
   * Counts a failure. Throws RATE_LIMITED from the eleventh: of many logins at once, the passwords of ten are judged. The
   * others get the same answer whether their password was right.
   */
  async failed(attempt: LoginAttempt): Promise<void> {
    const { account, address } = attemptKeys(attempt);
    const counts = await Promise.all([this.failures.add(account, 1), this.failures.add(address, 1)]);
    refuseFrom(MOST_FAILURES + 1, counts);
  }

  /** The account's failures are forgotten. Those of the address are not: its holder may have an account here too. */
  async succeeded(attempt: LoginAttempt): Promise<void> {
    await this.failures.forget(attemptKeys(attempt).account);
  }
}

function refuseFrom(most: number, counts: (RateCount | undefined)[]): void {
  const full = counts.filter((found) => found !== undefined && found.count >= most);
  if (!full.length) return;
  const seconds = Math.max(...full.map((found) => Math.ceil(found!.endsInMs / 1_000)), 1);
  throw Errors.rateLimited(`Too many logins failed: try again in ${seconds} s.`, seconds);
}
