import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/prisma/database.js';
import type { RelayedEvent } from './relayed-event.js';

/** Somebody whom the relay tells of every event. */
export abstract class EventSubscriber {
  /**
   * In the transaction that marks the events as told: what is written by `tx` is written exactly once, whatever dies.
   * Events of one upload come in the order of their sequence. Must be quick and must not call out.
   */
  abstract take(tx: Tx, events: RelayedEvent[]): Promise<void>;
}

/** Whoever wants to be told registers here at start, in each process that may relay. */
@Injectable()
export class EventSubscribers {
  private readonly subscribers: EventSubscriber[] = [];

  add(subscriber: EventSubscriber): void {
    this.subscribers.push(subscriber);
  }

  async tell(tx: Tx, events: RelayedEvent[]): Promise<void> {
    for (const subscriber of this.subscribers) await subscriber.take(tx, events);
  }
}
