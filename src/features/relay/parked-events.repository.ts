import { Injectable, Logger } from '@nestjs/common';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { attempt, EventSubscribers } from './event-subscribers.repository.js';
import { reasonOf } from './park-events.repository.js';
import type { RelayedEvent } from './relayed-event.js';

const LONGEST_WAIT_SECONDS = 3600;

interface Parked {
  id: bigint;
  subscriber: string;
  tries: number;
  event: Omit<RelayedEvent, 'at'> & { at: string };
}

/** Events that somebody could not take, tried again one by one at growing distances, never given up. */
@Injectable()
export class ParkedEventsRepository {
  private readonly logger = new Logger('Relay');

  constructor(
    private readonly database: Database,
    private readonly subscribers: EventSubscribers,
  ) {}

  /** One of those that are due; `true` when there may be more. Any number of workers may try at once. */
  retryNext(): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      const [parked] = await tx.$queryRaw<Parked[]>`
        SELECT id, subscriber, tries, event FROM parked_events WHERE next_try_at <= now()
        ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`;
      if (parked) await this.retry(tx, parked);
      return parked !== undefined;
    });
  }

  /** How many are parked, counted up to `limit`. */
  async count(limit: number): Promise<number> {
    const [row] = await this.database.system.$queryRaw<{ parked: number }[]>`
      SELECT count(*)::int AS parked FROM (SELECT FROM parked_events LIMIT ${limit}) AS first`;
    return row!.parked;
  }

  private async retry(tx: Tx, { id, subscriber: name, tries, event }: Parked): Promise<void> {
    const subscriber = this.subscribers.named(name);
    const told = { ...event, at: new Date(event.at) };
    const why = subscriber ? await attempt(tx, subscriber, [told]) : `nobody is called ${name}`;
    if (why === undefined) {
      await tx.parkedEvent.delete({ where: { id }, select: { id: true } });
      return;
    }
    const seconds = Math.min(2 ** Math.min(tries, 12), LONGEST_WAIT_SECONDS);
    await tx.$executeRaw`
      UPDATE parked_events SET tries = least(tries + 1, 30000), why = ${reasonOf(why)},
        next_try_at = now() + make_interval(secs => ${seconds}::int) WHERE id = ${id}`;
    const { type, resource } = event;
    this.logger.error(`${name} cannot take ${type} of ${resource.id}, tried again in ${seconds} s: ${reasonOf(why)}`);
  }
}
