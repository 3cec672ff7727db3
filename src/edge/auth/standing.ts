import { type Actor, actorId, type Scope } from '../../shared/actor.js';
import { DomainError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { requireScope } from '../../shared/rights.js';
import type { Authenticator, Credentials } from './authenticator.js';

/** Revocations are seen within seconds; asking more often would change nothing. */
export const ASK_AGAIN_MS = 4_000;

/**
 * Credentials that were good when something long began, and must be for as long as it lasts. Its signal aborts once
 * they are not: expired, revoked, or without the scope or the workspace they began with.
 */
export class Standing {
  private readonly ended = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly credentials: Credentials,
    private readonly began: { actor: Actor; scope?: Scope },
    everyMs = ASK_AGAIN_MS,
  ) {
    this.timer = setInterval(() => void this.check().catch(() => undefined), everyMs);
    this.timer.unref();
  }

  /** Aborts with the refusal that a new request would meet. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  /** Before anything is told: throws if they are no longer good, or if that cannot be said now. */
  async check(): Promise<void> {
    this.signal.throwIfAborted();
    try {
      this.compare(await this.authenticator.authenticate(this.credentials));
    } catch (error) {
      // Only a refusal ends it: that the database is away says nothing about the credentials.
      if (error instanceof DomainError && error.kind !== 'unavailable') this.ended.abort(error);
      throw error;
    }
  }

  close(): void {
    clearInterval(this.timer);
  }

  private compare(actor: Actor): void {
    const { actor: before, scope } = this.began;
    if (actor.workspaceId !== before.workspaceId || actorId(actor) !== actorId(before)) throw Errors.unauthenticated();
    if (scope) requireScope(actor, scope);
  }
}
