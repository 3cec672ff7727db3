import { Injectable, Optional } from '@nestjs/common';
import { CALLER_TTL_MS } from '../../edge/auth/revocation-times.js';
import { RightsChanges } from '../../edge/auth/rights-changes.js';
import { type Actor, actorId } from '../../shared/actor.js';
import { concerning } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { RenewingCache } from '../../shared/renewing-cache.js';

/** An actor, and the time from which its credentials are no longer valid. */
export interface KnownActor {
  actor: Actor;
  expiresAt?: Date | null;
}

const RENEW_MS = 1_000;
/** Short beside the time for renewals: a value in use is renewed before it ends. */
const GATHER_MS = 250;
const MAX_ACTORS = 10_000;

/**
 * Actors that were authenticated a moment ago. Refusals are never cached. A change of rights, of this process or another,
 * drops all actors of its organization, so that none can be missed.
 */
@Injectable()
export class ActorCache {
  private readonly known: RenewingCache<KnownActor>;

  constructor(rights: RightsChanges, @Optional() clock: { now(): number } = performance) {
    this.known = new RenewingCache({
      ttlMs: CALLER_TTL_MS,
      renewMs: RENEW_MS,
      gatherMs: GATHER_MS,
      maxEntries: MAX_ACTORS,
      clock,
    });
    rights.listen((organizationId) => this.forget(organizationId));
  }

  /** The cached actor at once, or the one that `load` returns: at most one load per credential runs at a time. */
  get(credential: string, load: () => Promise<KnownActor>): Actor | Promise<Actor> {
    const known = this.known.get(credential, load);
    return known instanceof Promise ? known.then(unexpired) : unexpired(known);
  }

  private forget(organizationId: string | undefined): void {
    this.known.clear(({ actor }) => organizationId === undefined || actor.organizationId === organizationId);
  }
}

function unexpired({ actor, expiresAt }: KnownActor): Actor {
  if (expiresAt && expiresAt.getTime() <= Date.now())
    throw concerning(Errors.unauthenticated(), { organizationId: actor.organizationId, actor: actorId(actor) });
  return actor;
}
