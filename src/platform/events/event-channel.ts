import type { Tx } from '../prisma/database.js';
import { SharedSubscription } from './shared-subscription.js';
import type { Subscriber, Subscription } from './subscription.js';

export type { Subscriber, Subscription };

/** What PostgreSQL takes as one notification is less than 8000 bytes. */
export const MAX_MESSAGE_BYTES = 7_900;

/** Short messages from any process to every process that subscribed. They are hints: one may get lost. */
export abstract class EventChannel {
  private readonly shared = new SharedSubscription((subscriber) => this.connect(subscriber));

  /** Sends with the transaction, or resolves with what sends, to be called once the transaction is committed. */
  abstract send(tx: Tx, messages: string[]): Promise<() => Promise<void>>;

  /** Delivers until closed, and connects again after an outage. */
  subscribe(subscriber: Subscriber): Subscription {
    return this.shared.add(subscriber);
  }

  /** A connection of its own for one subscriber. */
  protected abstract connect(subscriber: Subscriber): Subscription;
}
