import { Injectable } from '@nestjs/common';
import { handlerDecorator, type HandlerOptions } from '../../platform/handlers/handler-decorator.js';
import { Handlers } from '../../platform/handlers/handlers.js';
import type { Prisma } from '../../generated/prisma/client.js';
import type { Tx } from '../../platform/prisma/database.js';
import type { Change } from './changes.js';
import type { RelayedEvent } from './relayed-event.js';

/** An event as its source returns it: the relay looks up its organization. */
export type SourceEvent = Omit<RelayedEvent, 'organizationId'> & { change: Change };

/**
 * A table whose rows are events to publish (a transactional outbox): they are written in the transaction that they
 * describe. Its owner implements this; the relay publishes the events of every source.
 */
export interface EventSource {
  /** SQL: whether there are unpublished events. The relay asks all sources in one statement. */
  readonly hasUnpublished: Prisma.Sql;
  /** Marks the oldest as published and returns them in the order in which subscribers receive them. */
  take(tx: Tx, limit: number): Promise<SourceEvent[]>;
}

interface EventSourceOptions extends HandlerOptions {
  /** Events of lower sources are published first. */
  order: number;
}

export const EventSource = handlerDecorator<EventSourceOptions, EventSource>('event source');

/** The event sources of this process, in their order. */
@Injectable()
export class EventSources {
  constructor(private readonly handlers: Handlers) {}

  all(): EventSource[] {
    const sources = this.handlers.of(EventSource).toSorted((a, b) => a.options.order - b.options.order);
    return sources.map(({ instance }) => instance);
  }
}
