import type { Prisma } from '../../generated/prisma/client.js';
import { inOneLine } from '../../platform/background/in-one-line.js';
import type { Tx } from '../../platform/prisma/database.js';
import type { RelayedEvent } from './relayed-event.js';

const LONGEST_REASON = 500;

export const reasonOf = (why: string) => inOneLine(why).slice(0, LONGEST_REASON);

/** Keeps events for one who could not take them: due at once, each on its own from then on. */
export async function parkEvents(tx: Tx, subscriber: string, events: RelayedEvent[], why: string): Promise<void> {
  const data = events.map((event) => ({
    workspaceId: event.workspaceId,
    subscriber,
    event: { ...event, at: event.at.toISOString() } as Prisma.InputJsonObject,
    why: reasonOf(why),
  }));
  await tx.parkedEvent.createMany({ data });
}
