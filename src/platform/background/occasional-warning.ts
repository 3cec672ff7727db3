import type { Logger } from '@nestjs/common';
import { inOneLine } from './in-one-line.js';

const EVERY_MS = 30_000;

/** Logs a problem that repeats, such as an outage, once in thirty seconds instead of every time. */
export class OccasionalWarning {
  private quietUntil = 0;

  constructor(private readonly logger: Logger) {}

  warn(message: string): void {
    const now = performance.now();
    if (now < this.quietUntil) return;
    this.quietUntil = now + EVERY_MS;
    this.logger.warn(inOneLine(message));
  }
}
