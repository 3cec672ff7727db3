import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import type { Tx } from '../../platform/prisma/database.js';
import type { Change } from './changes.js';
import type { RelayedEvent } from './relayed-event.js';

/** An event as its source has it: which organization it belongs to is looked up by the relay. */
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

/** The sources of this process. They register at start. */
@Injectable()
export class EventSources {
  private readonly sources: EventSource[] = [];

  add(source: EventSource): void {
    this.sources.push(source);
  }

  all(): readonly EventSource[] {
    return this.sources;
  }
}
