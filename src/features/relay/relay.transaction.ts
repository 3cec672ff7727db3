import { Injectable, Logger } from '@nestjs/common';
import { Prisma } from '../../generated/prisma/client.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { EventChannel } from '../../platform/events/event-channel.js';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { organizationsOf } from '../workspaces/index.js';
import { encodeChanges } from './changes.js';
import { EventSources, type SourceEvent } from './event-source.js';
import { RelaySubscribers } from './relay-subscribers.js';
import type { RelayedEvent } from './relayed-event.js';

/** 'airlock relay' in ASCII, cut to eight bytes: one relay at a time in a database. */
const LOCK = 0x6169726c6f636b31n;

interface Published {
  events: RelayedEvent[];
  /** Sends the hints that the transaction could not send. */
  afterwards(): Promise<void>;
}

const nothing: Published = { events: [], afterwards: () => Promise.resolve() };

/** Publishes the events of all sources: takes them, hands them to the subscribers and sends hints, in one transaction. */
@Injectable()
export class RelayTransaction {
  private readonly warning = new OccasionalWarning(new Logger('Relay'));

  constructor(
    private readonly database: Database,
    private readonly sources: EventSources,
    private readonly subscribers: RelaySubscribers,
    private readonly channel: EventChannel,
    private readonly faults: FaultPoints,
  ) {}

  /** Whether a source has unpublished events, in one round trip. */
  async hasUnpublished(): Promise<boolean> {
    const conditions = this.sources.all().map(({ hasUnpublished }) => hasUnpublished);
    const [row] = await this.database.system.$queryRaw<{ any: boolean }[]>`
      SELECT ${Prisma.join(conditions, ' OR ')} AS any`;
    return row!.any;
  }

  /**
   * Publishes the oldest events in one transaction with their marks; returns them once it is committed. `null`: another
   * process is relaying. The lock belongs to the transaction: it ends with this process.
   */
  async publish(limit: number): Promise<RelayedEvent[] | null> {
    const published = await this.database.asSystem(async (tx) => {
      if (!(await this.isAlone(tx))) return null;
      const taken = await this.take(tx, limit);
      return taken.length ? this.deliver(tx, taken) : nothing;
    });
    if (!published) return null;
    if (published.events.length) await this.faults.reached('relay.committed');
    await published.afterwards().catch((error: Error) => this.warning.warn(`Hints are late: ${error.message}`));
    return published.events;
  }

  /**
   * The transaction does not wait for the disk: what a crash of PostgreSQL takes of it, marks and deliveries together, the
   * next relay does again, and nothing is sent of a delivery before a later transaction has claimed it and waited.
   */
  private async isAlone(tx: Tx): Promise<boolean> {
    const [row] = await tx.$queryRaw<{ alone: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(${LOCK}) AS alone, set_config('synchronous_commit', 'off', true)`;
    return row!.alone;
  }

  /** Events of a workspace that is gone are marked as published and dropped: they have no subscribers. */
  private async take(tx: Tx, limit: number): Promise<(SourceEvent & RelayedEvent)[]> {
    const taken: SourceEvent[] = [];
    for (const source of this.sources.all()) taken.push(...(await source.take(tx, limit)));
    if (taken.length === 0) return [];
    const organizations = await organizationsOf(
      tx,
      taken.map(({ workspaceId }) => workspaceId),
    );
    return taken.flatMap((event) => {
      const organizationId = organizations.get(event.workspaceId);
      return organizationId === undefined ? [] : [{ ...event, organizationId }];
    });
  }

  private async deliver(tx: Tx, taken: (SourceEvent & RelayedEvent)[]): Promise<Published> {
    await this.faults.reached('relay.taken');
    const events = taken.map(({ change: _, ...event }) => event);
    await this.subscribers.deliver(tx, events);
    const afterwards = await this.channel.send(tx, encodeChanges(taken.map(({ change }) => change)));
    await this.faults.reached('relay.delivered');
    return { events, afterwards };
  }
}
