import { Injectable, Optional } from '@nestjs/common';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { RenewingCache } from '../../shared/renewing-cache.js';

/** An actor, and the time from which its credentials are no longer valid. */
export interface KnownActor {
  actor: Actor;
  expiresAt?: Date | null;
}

/** Under the 5 seconds within which a revocation made in another process must take effect. */
const TTL_MS = 4_000;
const RENEW_MS = 1_000;
/** Short beside the time for renewals: a value in use is renewed before it ends. */
const GATHER_MS = 250;
const MAX_ACTORS = 10_000;

/**
 * Actors that were authenticated a moment ago. Refusals are never cached. Every change of rights calls `forget()`:
 * such changes are rare, so the whole cache is dropped and none can be missed.
 */
@Injectable()
export class ActorCache {
  private readonly known: RenewingCache<KnownActor>;

  constructor(@Optional() clock: { now(): number } = performance) {
    this.known = new RenewingCache({
      ttlMs: TTL_MS,
      renewMs: RENEW_MS,
      gatherMs: GATHER_MS,
      maxEntries: MAX_ACTORS,
      clock,
    });
  }

  /** The cached actor, or the one that `load` returns: at most one load per credential runs at a time. */
  async get(credential: string, load: () => Promise<KnownActor>): Promise<Actor> {
    const { actor, expiresAt } = await this.known.get(credential, load);
    if (expiresAt && expiresAt.getTime() <= Date.now()) throw Errors.unauthenticated();
    return actor;
  }

  forget(): void {
    this.known.clear();
  }
}
