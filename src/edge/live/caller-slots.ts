import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { type Actor, actorId } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';

const TRY_AGAIN_SECONDS = 5;

/** How many streams, subscriptions and sockets a caller holds open in this process. */
@Injectable()
export class CallerSlots {
  private readonly taken = new Map<string, number>();
  private readonly most: number;

  constructor(config: Config) {
    this.most = config.get('LIVE_STREAMS_PER_CALLER');
  }

  /** Takes one; the answer gives it back, however often it is called. */
  take(actor: Actor): () => void {
    const caller = actorId(actor);
    const taken = this.taken.get(caller) ?? 0;
    if (taken >= this.most)
      throw Errors.rateLimited(`At most ${this.most} streams may be open at once: close one first.`, TRY_AGAIN_SECONDS);
    this.taken.set(caller, taken + 1);
    let held = true;
    return () => {
      if (held) this.giveBack(caller);
      held = false;
    };
  }

  private giveBack(caller: string): void {
    const left = this.taken.get(caller)! - 1;
    if (left > 0) this.taken.set(caller, left);
    else this.taken.delete(caller);
  }
}
