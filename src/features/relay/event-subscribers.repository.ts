import { Injectable, Logger } from '@nestjs/common';
import type { Tx } from '../../platform/prisma/database.js';
import { parkEvents, reasonOf } from './park-events.repository.js';
import type { RelayedEvent } from './relayed-event.js';

/** Somebody whom the relay tells of every event. */
export abstract class EventSubscriber {
  /** Under which events are kept that it could not take. */
  get name(): string {
    return this.constructor.name;
  }

  /**
   * In the transaction that marks the events as told: what is written by `tx` is written exactly once, whatever dies.
   * Events of one upload come in the order of their sequence, those it could not take at first after later ones.
   * Must be quick and must not call out.
   */
  abstract take(tx: Tx, events: RelayedEvent[]): Promise<void>;
}

/** Whoever wants to be told registers here at start, in each process that may relay. */
@Injectable()
export class EventSubscribers {
  private readonly logger = new Logger('Relay');
  private readonly subscribers: EventSubscriber[] = [];

  add(subscriber: EventSubscriber): void {
    this.subscribers.push(subscriber);
  }

  named(name: string): EventSubscriber | undefined {
    return this.subscribers.find((subscriber) => subscriber.name === name);
  }

  /** What one of them cannot take is kept for it, in the same transaction, and stops nobody else. */
  async tell(tx: Tx, events: RelayedEvent[]): Promise<void> {
    for (const subscriber of this.subscribers) {
      const why = await attempt(tx, subscriber, events);
      if (why === undefined) continue;
      await parkEvents(tx, subscriber.name, events, why);
      this.logger.error(
        `${subscriber.name} could not take ${events.length} events, kept to be tried again: ${reasonOf(why)}`,
      );
    }
  }
}

/** Undoes what a subscriber wrote when it fails, and that alone. Answers why it failed. */
export async function attempt(
  tx: Tx,
  subscriber: EventSubscriber,
  events: RelayedEvent[],
): Promise<string | undefined> {
  await tx.$executeRaw`SAVEPOINT subscriber`;
  try {
    await subscriber.take(tx, events);
  } catch (error) {
    // A connection that is gone fails here too: then nothing was told, to nobody.
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT subscriber`;
    return error instanceof Error ? error.message : String(error);
  }
  await tx.$executeRaw`RELEASE SAVEPOINT subscriber`;
  return undefined;
}
