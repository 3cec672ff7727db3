import { handlerDecorator, type HandlerOptions } from '../../platform/handlers/handler-decorator.js';
import type { Tx } from '../../platform/prisma/database.js';
import type { RelayedEvent } from './relayed-event.js';

/** Receives every event of the relay. Events that it fails to take are parked under its name. */
export interface RelaySubscriber {
  /**
   * In the transaction that marks the events as published: what is written by `tx` is written exactly once, whatever
   * process dies. Events of one upload come in the order of their sequence; parked ones come after later ones. Must be
   * quick and must not call out.
   */
  take(tx: Tx, events: RelayedEvent[]): Promise<void>;
  /** Whether it does anything about an event; without this method it is given all. */
  wants?(event: RelayedEvent): boolean;
}

export const RelaySubscriber = handlerDecorator<HandlerOptions, RelaySubscriber>('relay subscriber');
