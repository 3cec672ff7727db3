import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { inOneLine } from '../../platform/background/in-one-line.js';
import type { Tx } from '../../platform/prisma/database.js';
import type { RelayedEvent } from './relayed-event.js';

export interface ParkedEvent {
  id: bigint;
  subscriber: string;
  tries: number;
  event: RelayedEvent;
}

type Row = Omit<ParkedEvent, 'event'> & { event: Omit<RelayedEvent, 'at'> & { at: string } };

const LONGEST_REASON = 500;

/** Events that a subscriber failed to take. They are retried one by one until the subscriber takes them. */
@Injectable()
export class ParkedEventsRepository {
  /** Due at once. Returns the reason as it is stored. */
  async park(tx: Tx, subscriber: string, events: RelayedEvent[], error: unknown): Promise<string> {
    const why = reasonOf(error);
    const data = events.map((event) => ({
      ...{ workspaceId: event.workspaceId, subscriber, why },
      event: { ...event, at: event.at.toISOString() } as Prisma.InputJsonObject,
    }));
    await tx.parkedEvent.createMany({ data });
    return why;
  }

  /** Locks one of the due events: any number of workers may retry at once. */
  async lockNext(tx: Tx): Promise<ParkedEvent | undefined> {
    const [row] = await tx.$queryRaw<Row[]>`
      SELECT id, subscriber, tries, event FROM parked_events WHERE next_try_at <= now()
      ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`;
    return row && { ...row, event: { ...row.event, at: new Date(row.event.at) } };
  }

  async remove(tx: Tx, id: bigint): Promise<void> {
    await tx.parkedEvent.delete({ where: { id }, select: { id: true } });
  }

  async postpone(tx: Tx, id: bigint, seconds: number, error: unknown): Promise<string> {
    const why = reasonOf(error);
    await tx.$executeRaw`
      UPDATE parked_events SET tries = least(tries + 1, 30000), why = ${why},
        next_try_at = now() + make_interval(secs => ${seconds}::int) WHERE id = ${id}`;
    return why;
  }
}

function reasonOf(error: unknown): string {
  return inOneLine(error instanceof Error ? error.message : String(error)).slice(0, LONGEST_REASON);
}
