import { Logger } from '@nestjs/common';
import { Errors } from '../../shared/errors/errors.js';
import type { CredentialSnapshot, StoreCredentials } from './credentials.js';

const MINUTE = 60_000;
const RENEW_BEFORE_EXPIRY_MS = 5 * MINUTE;
const RETRY_MS = 30_000;
const MIN_DELAY_MS = 1_000;
const MAX_DELAY_MS = 24 * 60 * MINUTE;

/**
 * Caches credentials of a slow source (AWS's default chain) for synchronous use, and renews them in the background before
 * they expire. Without credentials the service still runs: `snapshot` throws an error that names the missing settings.
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

  /** Loads once, then continues in the background. Never rejects. */
  async start(): Promise<void> {
    let next: number | undefined = RETRY_MS;
    try {
      this.current = await this.load();
      const { expiration } = this.current;
      next = expiration && expiration.getTime() - Date.now() - RENEW_BEFORE_EXPIRY_MS;
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown error';
      this.logger.warn(`No credentials of the object store could be obtained (${name}): set ${this.missing}.`);
    }
    if (next !== undefined && !this.stopped) this.scheduleIn(next);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private scheduleIn(ms: number): void {
    const bounded = Math.min(Math.max(ms, MIN_DELAY_MS), MAX_DELAY_MS);
    this.timer = setTimeout(() => void this.start(), bounded).unref();
  }
}
