import { Injectable } from '@nestjs/common';
import type { Actor, Scope } from '../../shared/actor.js';
import { Authenticator, type Credentials } from '../auth/authenticator.js';
import { Standing } from '../auth/standing.js';
import { CallerSlots } from './caller-slots.js';
import { Closing } from './closing.js';

/** Who stays connected, and by what right. */
export interface Follower {
  actor: Actor;
  credentials: Credentials;
}

export interface Stay {
  standing: Standing;
  /** Aborts when the credentials end and when the server closes. */
  signal: AbortSignal;
  leave(): void;
}

/** Whatever stays open for a caller: counted, and no longer than credentials and server last. */
@Injectable()
export class Stays {
  constructor(
    private readonly slots: CallerSlots,
    private readonly authenticator: Authenticator,
    private readonly closing: Closing,
  ) {}

  /** Refused when the caller holds too much open. */
  begin({ actor, credentials }: Follower, scope?: Scope): Stay {
    const giveBack = this.slots.take(actor);
    const standing = new Standing(this.authenticator, credentials, { actor, scope });
    const leave = () => {
      standing.close();
      giveBack();
    };
    return { standing, signal: AbortSignal.any([standing.signal, this.closing.signal]), leave };
  }
}
