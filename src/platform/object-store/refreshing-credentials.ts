import { Logger } from '@nestjs/common';
import { Errors } from '../../shared/errors/errors.js';
import type { CredentialSnapshot, StoreCredentials } from './credentials.js';

const MINUTE = 60_000;
const RENEW_BEFORE_END_MS = 5 * MINUTE;
const RETRY_MS = 30_000;
const SOONEST_MS = 1_000;
const LONGEST_TIMER_MS = 24 * 60 * MINUTE;

/**
 * Keeps credentials of a slow source (AWS's default chain) at hand for those who cannot wait, and renews them in the
 * background before they end. Without any it never stops the service: whoever asks is told what to set.
 */
export class RefreshingCredentials {
  private readonly logger = new Logger(RefreshingCredentials.name);
  private current?: StoreCredentials;
  private timer?: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly load: () => Promise<StoreCredentials>,
    private readonly missing: string,
  ) {}

  readonly snapshot: CredentialSnapshot = () => {
    if (!this.current) throw Errors.storageNotConfigured(this.missing);
    return this.current;
  };

  /** Tries once, then goes on in the background. Never rejects. */
  async start(): Promise<void> {
    let next: number | undefined = RETRY_MS;
    try {
      this.current = await this.load();
      const { expiration } = this.current;
      next = expiration && expiration.getTime() - Date.now() - RENEW_BEFORE_END_MS;
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown error';
      this.logger.warn(`No credentials of the object store could be obtained (${name}): set ${this.missing}.`);
    }
    if (next !== undefined && !this.stopped) this.startAgainIn(next);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private startAgainIn(ms: number): void {
    const bounded = Math.min(Math.max(ms, SOONEST_MS), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => void this.start(), bounded).unref();
  }
}
