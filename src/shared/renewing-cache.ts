import { LRUCache } from 'lru-cache';
import { isRefusal } from './errors/domain-error.js';

export interface RenewingCacheOptions {
  /** Milliseconds after which a value is no longer used. */
  ttlMs: number;
  /** A value that is read in the last so many milliseconds of its life is loaded again in the background. */
  renewMs: number;
  maxEntries: number;
  clock?: { now(): number };
}

/**
 * A cache of values that are read often and may be a few seconds old. What is in use is renewed before it expires, so
 * that frequent readers never wait for a load. A load that fails is not cached. At most one load per key runs at a time.
 */
export class RenewingCache<Value extends object> {
  private readonly values: LRUCache<string, Value>;
  private readonly loads = new Map<string, Promise<Value>>();
  private readonly renewMs: number;
  private readonly clock: { now(): number };

  constructor({ ttlMs, renewMs, maxEntries, clock = performance }: RenewingCacheOptions) {
    this.values = new LRUCache({ max: maxEntries, ttl: ttlMs, ttlResolution: 0, perf: clock });
    this.renewMs = renewMs;
    this.clock = clock;
  }

  async get(key: string, load: () => Promise<Value>): Promise<Value> {
    const cached = this.values.get(key);
    if (!cached) return this.loadOnce(key, load);
    if (this.values.getRemainingTTL(key) < this.renewMs) this.renew(key, load);
    return cached;
  }

  /** Drops everything. A load under way still answers those that wait for it, but its value is not cached. */
  clear(): void {
    this.values.clear();
    this.loads.clear();
  }

  /** A refusal removes the value at once; during an outage the value stays until it expires. */
  private renew(key: string, load: () => Promise<Value>): void {
    if (this.loads.has(key)) return;
    this.loadOnce(key, load).catch((error: unknown) => {
      if (isRefusal(error)) this.values.delete(key);
    });
  }

  private loadOnce(key: string, load: () => Promise<Value>): Promise<Value> {
    const running = this.loads.get(key);
    if (running) return running;
    // The age of a value counts from before its load: the answer may already be as old as the load took.
    const start = this.clock.now();
    const isCurrent = () => this.loads.get(key) === loading;
    const loading: Promise<Value> = load()
      .then((value) => {
        if (isCurrent()) this.values.set(key, value, { start });
        return value;
      })
      .finally(() => {
        if (isCurrent()) this.loads.delete(key);
      });
    this.loads.set(key, loading);
    return loading;
  }
}
