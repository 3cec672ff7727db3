import { type Actor, actorId, type Scope } from '../../shared/actor.js';
import { isRefusal } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { requireScope } from '../../shared/rights.js';
import type { Authenticator, Credentials } from './authenticator.js';

/** As long as an actor is cached: checking more often would give the same result. */
const CHECK_MS = 4_000;

/**
 * Checks the credentials of a long-lived connection periodically. Its signal aborts when they expire, are revoked, or
 * lose the scope or the workspace that they had at the start.
 */
export class SessionGuard {
  private readonly ended = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly credentials: Credentials,
    private readonly initial: { actor: Actor; scope?: Scope },
    checkMs = CHECK_MS,
  ) {
    this.timer = setInterval(() => void this.check().catch(() => undefined), checkMs);
    this.timer.unref();
  }

  /** Its reason is the refusal that a new request would get. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  /** Called before data is sent. Throws when the credentials are not valid, or cannot be checked now. */
  async check(): Promise<void> {
    this.signal.throwIfAborted();
    try {
      this.compare(await this.authenticator.authenticate(this.credentials));
    } catch (error) {
      // Only a refusal ends the session: an outage of the database says nothing about the credentials.
      if (isRefusal(error)) this.ended.abort(error);
      throw error;
    }
  }

  close(): void {
    clearInterval(this.timer);
  }

  private compare(actor: Actor): void {
    const { actor: before, scope } = this.initial;
    if (actor.workspaceId !== before.workspaceId || actorId(actor) !== actorId(before)) throw Errors.unauthenticated();
    if (scope) requireScope(actor, scope);
  }
}
