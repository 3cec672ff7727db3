import { backOffSeconds } from './back-off.js';

/** Pauses between tries while the store or the database does not answer: longer after each, none after a success. */
export class OutagePause {
  private failures = 0;
  private until = -Infinity;

  get isOver(): boolean {
    return performance.now() >= this.until;
  }

  /** Begins a pause and returns its seconds. */
  begin(): number {
    const seconds = backOffSeconds(++this.failures);
    this.until = performance.now() + seconds * 1_000;
    return seconds;
  }

  end(): void {
    this.failures = 0;
    this.until = -Infinity;
  }
}
