import { Injectable, Optional } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';

/** An actor, and the moment from which its credentials count no more. */
export interface KnownActor {
  actor: Actor;
  expiresAt?: Date | null;
}

/** Under the 5 seconds within which a revocation made in another process must be seen. */
const FRESH_MS = 4_000;
/** Who is busy is looked up again this long before that, so that no request of theirs waits for it. */
const RENEW_MS = 1_000;
const MAX_ACTORS = 10_000;

/**
 * Who was authenticated a moment ago. Refusals are never kept. Anything that changes what somebody may do calls
 * `forget()`: such acts are rare, so all is dropped and nothing can be missed.
 */
@Injectable()
export class ActorCache {
  private readonly known: LRUCache<string, KnownActor>;
  private readonly underWay = new Map<string, Promise<KnownActor>>();

  constructor(@Optional() private readonly clock: { now(): number } = performance) {
    this.known = new LRUCache({ max: MAX_ACTORS, ttl: FRESH_MS, ttlResolution: 0, perf: clock });
  }

  /** The cached actor, or what `load` finds: at most one load per credential runs at a time. */
  async get(credential: string, load: () => Promise<KnownActor>): Promise<Actor> {
    const known = this.known.get(credential);
    if (known && this.known.getRemainingTTL(credential) < RENEW_MS) this.renew(credential, load);
    const { actor, expiresAt } = known ?? (await this.loadOnce(credential, load));
    if (expiresAt && expiresAt.getTime() <= Date.now()) throw Errors.unauthenticated();
    return actor;
  }

  forget(): void {
    this.known.clear();
    this.underWay.clear();
  }

  /** Whose credentials are found not to count any more is refused from then on. */
  private renew(credential: string, load: () => Promise<KnownActor>): void {
    if (!this.underWay.has(credential)) this.loadOnce(credential, load).catch(() => void this.known.delete(credential));
  }

  private loadOnce(credential: string, load: () => Promise<KnownActor>): Promise<KnownActor> {
    const running = this.underWay.get(credential);
    if (running) return running;
    // Freshness counts from before the look-up: its answer may already be as old as it took.
    const start = this.clock.now();
    const loading: Promise<KnownActor> = load()
      .then((found) => {
        // What was forgotten while it was being loaded may be stale, and is not kept.
        if (this.underWay.get(credential) === loading) this.known.set(credential, found, { start });
        return found;
      })
      .finally(() => {
        if (this.underWay.get(credential) === loading) this.underWay.delete(credential);
      });
    this.underWay.set(credential, loading);
    return loading;
  }
}
