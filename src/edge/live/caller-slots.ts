import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { type Actor, callerId } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';

const TRY_AGAIN_SECONDS = 5;

/** Limits the streams, subscriptions and sockets that a caller has open in this process. */
@Injectable()
export class CallerSlots {
  private readonly taken = new Map<string, number>();
  private readonly most: number;

  constructor(config: Config) {
    this.most = config.get('LIVE_STREAMS_PER_CALLER');
  }

  /** Takes a slot; the returned function frees it once, however often it is called. */
  take(actor: Actor): () => void {
    const caller = callerId(actor);
    const taken = this.taken.get(caller) ?? 0;
    if (taken >= this.most)
      throw Errors.rateLimited(`At most ${this.most} streams may be open at once: close one first.`, TRY_AGAIN_SECONDS);
    this.taken.set(caller, taken + 1);
    let isTaken = true;
    return () => {
      if (isTaken) this.free(caller);
      isTaken = false;
    };
  }

  private free(caller: string): void {
    const left = this.taken.get(caller)! - 1;
    if (left > 0) this.taken.set(caller, left);
    else this.taken.delete(caller);
  }
}
