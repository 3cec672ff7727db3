import { Injectable } from '@nestjs/common';
import type { Actor, Scope } from '../../shared/actor.js';
import { Authenticator, type Credentials } from '../auth/authenticator.js';
import { RightsChanges } from '../auth/rights-changes.js';
import { SessionGuard } from '../auth/session-guard.js';
import { CallerSlots } from './caller-slots.js';
import { Closing } from './closing.js';

/** The caller of a connection that stays open, with the credentials that are checked again and again. */
export interface Subscriber {
  actor: Actor;
  credentials: Credentials;
}

export interface OpenConnection {
  session: SessionGuard;
  /** Aborts when the credentials are no longer valid and when the server closes. */
  signal: AbortSignal;
  close(): void;
}

/** Long-lived connections (event streams, subscriptions, sockets): limited per caller and ended with the credentials. */
@Injectable()
export class Connections {
  constructor(
    private readonly slots: CallerSlots,
    private readonly authenticator: Authenticator,
    private readonly rights: RightsChanges,
    private readonly closing: Closing,
  ) {}

  /** Throws `RATE_LIMITED` when the caller has too many connections open. */
  open({ actor, credentials }: Subscriber, scope?: Scope): OpenConnection {
    const freeSlot = this.slots.take(actor);
    const session = new SessionGuard(this.authenticator, this.rights, credentials, { actor, scope });
    const close = () => {
      session.close();
      freeSlot();
    };
    return { session, signal: AbortSignal.any([session.signal, this.closing.signal]), close };
  }
}
