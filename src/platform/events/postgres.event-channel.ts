import type { Tx } from '../prisma/database.js';
import { EventChannel, type Subscriber, type Subscription } from './event-channel.js';
import { PostgresSubscription } from './postgres-subscription.js';

const CHANNEL = 'airlock_events';

const nothing = () => Promise.resolve();

/** NOTIFY and LISTEN: a message is delivered when, and only if, its transaction is committed. */
export class PostgresEventChannel extends EventChannel {
  constructor(private readonly connectionString: string) {
    super();
  }

  async send(tx: Tx, messages: string[]): Promise<() => Promise<void>> {
    for (const message of messages) await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, ${message})`;
    return nothing;
  }

  protected connect(subscriber: Subscriber): Subscription {
    return new PostgresSubscription(this.connectionString, CHANNEL, subscriber);
  }
}
