import { setTimeout as pause } from 'node:timers/promises';

/** Scrapes within this time share one refresh: several scrapers, or a fast one, cost no more. */
const FRESH_MS = 5_000;
/** A refresh is at most this part of the time, however long one takes: tables grow. */
const MOST_SHARE = 1 / 100;
/** Values that could not be refreshed for so long after they were due are not current: they would hide an outage. */
const LATE_MS = 60_000;
/** How long a scrape waits. A refresh goes on without it, and the next scrape shows its values. */
const WAIT_MS = 1_000;

/** Keeps values fresh that are read at scrapes: one refresh at a time, seldom enough, and no scrape waits long. */
export class ScrapeRefresh {
  private underWay: Promise<void> | undefined;
  private dueAt = -Infinity;
  /** When the values that are there were to be refreshed. */
  private currentUntil = -Infinity;
  private refreshedAt: number | undefined;
  /** How long the last refresh took. */
  lastSeconds: number | undefined;

  constructor(
    private readonly refresh: () => Promise<void>,
    private readonly failed: (error: Error) => void,
    private readonly clock: { now(): number } = performance,
  ) {}

  /** Resolves once the values are as fresh as they will be for this scrape. Never rejects. */
  async now(): Promise<void> {
    if (!this.underWay && this.clock.now() < this.dueAt) return;
    this.underWay ??= this.run().finally(() => (this.underWay = undefined));
    const enough = new AbortController();
    const late = pause(WAIT_MS, undefined, { signal: enough.signal, ref: false }).catch(() => undefined);
    await Promise.race([this.underWay, late]);
    enough.abort();
  }

  /** Whether there are values, and not too old ones. */
  get isCurrent(): boolean {
    return this.clock.now() < this.currentUntil;
  }

  /** Seconds since the values were read; undefined before the first time. */
  get age(): number | undefined {
    return this.refreshedAt === undefined ? undefined : (this.clock.now() - this.refreshedAt) / 1_000;
  }

  /** Refreshes now, whether or not it is due. */
  async run(): Promise<void> {
    const startedAt = this.clock.now();
    const succeeded = await this.refresh().then(
      () => true,
      (error: Error) => this.failed(error),
    );
    const endedAt = this.clock.now();
    const tookMs = endedAt - startedAt;
    this.dueAt = endedAt + Math.max(FRESH_MS, tookMs / MOST_SHARE);
    if (!succeeded) return;
    this.refreshedAt = endedAt;
    this.lastSeconds = tookMs / 1_000;
    this.currentUntil = this.dueAt + LATE_MS;
  }
}
