import { type Actor, callerId, type Scope } from '../../shared/actor.js';
import { isRefusal } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { requireScope } from '../../shared/rights.js';
import type { Authenticator, Credentials } from './authenticator.js';
import { CONNECTION_CHECK_MS } from './revocation-times.js';
import type { RightsChanges } from './rights-changes.js';

/**
 * Checks the credentials of a long-lived connection periodically, and at every change of rights in its organization. Its
 * signal aborts when they expire, are revoked, or lose a scope or the workspace that they had at the start: what the
 * connection shows is decided by the rights at its start.
 */
export class SessionGuard {
  private readonly ended = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly ignore: () => void;

  constructor(
    private readonly authenticator: Authenticator,
    rights: RightsChanges,
    private readonly credentials: Credentials,
    private readonly initial: { actor: Actor; scope?: Scope },
  ) {
    const { organizationId } = initial.actor;
    const check = () => void this.check().catch(() => undefined);
    this.timer = setInterval(check, CONNECTION_CHECK_MS).unref();
    this.ignore = rights.listen((changed) => (changed === undefined || changed === organizationId) && check());
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
    this.ignore();
  }

  private compare(actor: Actor): void {
    const { actor: before, scope } = this.initial;
    if (actor.workspaceId !== before.workspaceId || callerId(actor) !== callerId(before))
      throw Errors.unauthenticated();
    if (scope) requireScope(actor, scope);
    for (const held of before.scopes) requireScope(actor, held);
  }
}
