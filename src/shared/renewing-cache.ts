import { LRUCache } from 'lru-cache';
import { isRefusal } from './errors/domain-error.js';

export interface RenewingCacheOptions {
  /** Milliseconds after which a value is no longer used. */
  ttlMs: number;
  /** A value that is read in the last so many milliseconds of its life is loaded again in the background. */
  renewMs: number;
  /** Renewals that fall due within this time begin together, so that their loads can share a statement. 0: at once. */
  gatherMs?: number;
  maxEntries: number;
  clock?: { now(): number };
}

/** A value, and when its load began. */
interface Cached<Value> {
  value: Value;
  start: number;
}

/**
 * A cache of values that are read often and may be a few seconds old. What is in use is renewed before it expires, so
 * that frequent readers never wait for a load. A load that fails is not cached. At most one load per key runs at a time.
 */
export class RenewingCache<Value extends object> {
  private readonly values: LRUCache<string, Cached<Value>>;
  private readonly loads = new Map<string, Promise<Value>>();
  /** Renewals that wait for others. */
  private readonly due = new Map<string, () => Promise<Value>>();
  private gathering: NodeJS.Timeout | undefined;
  private readonly ttlMs: number;
  private readonly renewMs: number;
  private readonly gatherMs: number;
  private readonly clock: { now(): number };

  constructor({ ttlMs, renewMs, gatherMs = 0, maxEntries, clock = performance }: RenewingCacheOptions) {
    this.values = new LRUCache({ max: maxEntries });
    this.ttlMs = ttlMs;
    this.renewMs = renewMs;
    this.gatherMs = gatherMs;
    this.clock = clock;
  }

  /** What is cached is returned at once, not as a promise. */
  get(key: string, load: () => Promise<Value>): Value | Promise<Value> {
    const cached = this.values.get(key);
    const leftMs = cached ? this.leftMs(cached) : 0;
    if (!cached || leftMs <= 0) return this.loadOnce(key, load);
    if (leftMs < this.renewMs) this.renewSoon(key, load);
    return cached.value;
  }

  /** Drops these values, by default all. Any load under way still answers those that wait for it, but its value is not cached. */
  clear(which: (value: Value) => boolean = () => true): void {
    for (const [key, { value }] of this.values.entries()) if (which(value)) this.values.delete(key);
    this.loads.clear();
    this.due.clear();
  }

  private isDue(key: string): boolean {
    const cached = this.values.peek(key);
    return !cached || this.leftMs(cached) < this.renewMs;
  }

  private leftMs({ start }: Cached<Value>): number {
    return this.ttlMs - (this.clock.now() - start);
  }

  private renewSoon(key: string, load: () => Promise<Value>): void {
    if (this.gatherMs === 0) return this.renew(key, load);
    this.due.set(key, load);
    this.gathering ??= setTimeout(() => this.renewGathered(), this.gatherMs).unref();
  }

  private renewGathered(): void {
    this.gathering = undefined;
    const due = [...this.due];
    this.due.clear();
    for (const [key, load] of due) if (this.isDue(key)) this.renew(key, load);
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
        if (isCurrent()) this.values.set(key, { value, start });
        return value;
      })
      .finally(() => {
        if (isCurrent()) this.loads.delete(key);
      });
    this.loads.set(key, loading);
    return loading;
  }
}
