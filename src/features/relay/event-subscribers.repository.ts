import { Injectable, Logger } from '@nestjs/common';
import { handlerDecorator, type HandlerOptions } from '../../platform/handlers/handler-decorator.js';
import { type Handler, Handlers } from '../../platform/handlers/handlers.js';
import type { Tx } from '../../platform/prisma/database.js';
import { parkEvents, reasonOf } from './park-events.repository.js';
import type { RelayedEvent } from './relayed-event.js';

/** Takes every event that the relay delivers. Events it could not take are kept under its name. */
export interface RelaySubscriber {
  /**
   * In the transaction that marks the events as published: what is written by `tx` is written exactly once, whatever
   * process dies. Events of one upload come in the order of their sequence; those it could not take at first come after
   * later ones. Must be quick and must not call out.
   */
  take(tx: Tx, events: RelayedEvent[]): Promise<void>;
}

export const RelaySubscriber = handlerDecorator<HandlerOptions, RelaySubscriber>('relay subscriber');

type Subscriber = Handler<HandlerOptions, RelaySubscriber>;

/** The subscribers of this process, in each process that may relay. */
@Injectable()
export class EventSubscribers {
  private readonly logger = new Logger('Relay');

  constructor(private readonly handlers: Handlers) {}

  named(name: string): Subscriber | undefined {
    return this.handlers.of(RelaySubscriber).find((subscriber) => subscriber.name === name);
  }

  /** Events that a subscriber cannot take are kept for it, in the same transaction; the other subscribers go on. */
  async tell(tx: Tx, events: RelayedEvent[]): Promise<void> {
    for (const subscriber of this.handlers.of(RelaySubscriber)) {
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
export async function attempt(tx: Tx, { instance }: Subscriber, events: RelayedEvent[]): Promise<string | undefined> {
  await tx.$executeRaw`SAVEPOINT subscriber`;
  try {
    await instance.take(tx, events);
  } catch (error) {
    // A connection that is gone fails here too: then nothing was told, to nobody.
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT subscriber`;
    return error instanceof Error ? error.message : String(error);
  }
  await tx.$executeRaw`RELEASE SAVEPOINT subscriber`;
  return undefined;
}
