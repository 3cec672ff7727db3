import type { IncomingHttpHeaders } from 'node:http';

/** Smaller differences are left: stores take signatures of a quarter of an hour. */
const TOLERATED_MS = 4 * 60_000;

/** The store's clock: this machine's, corrected once the store refused a signature because the two differ. */
export class StoreClock {
  private aheadMs = 0;

  now(): number {
    return Date.now() + this.aheadMs;
  }

  /**
   * Whether a refused request was signed at a time that is far from the store's, so that it is worth another attempt.
   * `signedAt`: milliseconds. A response with an age is a cache's, and its date an old one.
   */
  correct(signedAt: number, { date, age }: IncomingHttpHeaders): boolean {
    if (age !== undefined) return false;
    const theirs = Date.parse(date ?? '');
    if (Number.isNaN(theirs) || Math.abs(theirs - signedAt) < TOLERATED_MS) return false;
    this.aheadMs = theirs - Date.now();
    return true;
  }
}

/** The signature was refused because of this machine's clock, which is corrected for the next attempt. */
export class SkewedClockError extends Error {
  constructor(cause: Error) {
    super(`The clocks of this machine and the store differ: ${cause.message}`, { cause });
  }
}
