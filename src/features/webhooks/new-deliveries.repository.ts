import type { Tx } from '../../platform/prisma/database.js';
import { newId } from '../../shared/ids.js';
import { findDocuments } from '../documents/index.js';
import { findObjects } from '../objects/index.js';
import { type RelayedEvent, RelaySubscriber } from '../relay/index.js';
import { findUploads } from '../uploads/index.js';
import { EVERY_EVENT, isEventType } from './domain/event-types.js';
import { GIVE_UP_HOURS } from './domain/retry-schedule.js';
import { eventKey, payloadOf, type Resources } from './payload.js';

interface Listener {
  id: string;
  workspaceId: string;
  events: string[];
}

interface Due {
  event: RelayedEvent;
  endpointIds: string[];
}

/** Creates a delivery of each event for each endpoint that receives its type, in the transaction that publishes the event. */
@RelaySubscriber({ name: 'webhooks' })
export class NewDeliveriesRepository implements RelaySubscriber {
  wants({ type }: RelayedEvent): boolean {
    return isEventType(type);
  }

  async take(tx: Tx, relayed: RelayedEvent[]): Promise<void> {
    const workspaceIds = [...new Set(relayed.map(({ workspaceId }) => workspaceId))];
    const listeners = await this.listenersIn(tx, workspaceIds);
    const due = relayed.flatMap((event) => dueFor(event, listeners));
    if (due.length) await this.insert(tx, due, workspaceIds);
  }

  private listenersIn(tx: Tx, workspaceIds: string[]): Promise<Listener[]> {
    const where = { workspaceId: { in: workspaceIds }, status: 'active' };
    return tx.webhookEndpoint.findMany({ where, select: { id: true, workspaceId: true, events: true } });
  }

  /** Deliveries of an event that is relayed again exist already and are skipped. */
  private async insert(tx: Tx, due: Due[], workspaceIds: string[]): Promise<void> {
    const resources = await this.resourcesOf(tx, due, workspaceIds);
    const giveUpAt = new Date(Date.now() + GIVE_UP_HOURS * 3600_000);
    const data = due.flatMap(({ event, endpointIds }) => {
      const payload = payloadOf(event, resources);
      const same = { workspaceId: event.workspaceId, eventType: event.type, eventKey: eventKey(event), giveUpAt };
      return endpointIds.map((endpointId) => ({ id: newId('dlv'), endpointId, payload, ...same }));
    });
    await tx.webhookDelivery.createMany({ data, skipDuplicates: true });
  }

  private async resourcesOf(tx: Tx, due: Due[], workspaceIds: string[]): Promise<Resources> {
    const idsOf = (kind: string) => [
      ...new Set(due.filter(({ event }) => event.resource.kind === kind).map(({ event }) => event.resource.id)),
    ];
    const uploads = await findUploads(tx, workspaceIds, idsOf('upload'));
    const objects = await findObjects(tx, workspaceIds, idsOf('object'));
    return { uploads, objects, documents: await documentsOf(tx, due) };
  }
}

async function documentsOf(tx: Tx, due: Due[]): Promise<Resources['documents']> {
  const events = due.map(({ event }) => event).filter(({ resource }) => resource.kind === 'document');
  const documents: Resources['documents'] = new Map();
  for (const [workspaceId, those] of Map.groupBy(events, ({ workspaceId }) => workspaceId)) {
    const where = { id: { in: those.map(({ resource }) => resource.id) } };
    for (const document of await findDocuments(tx, workspaceId, where)) documents.set(document.id, document);
  }
  return documents;
}

function dueFor(event: RelayedEvent, listeners: Listener[]): Due[] {
  const wanting = listeners.filter(
    ({ workspaceId, events }) =>
      workspaceId === event.workspaceId && (events.includes(EVERY_EVENT) || events.includes(event.type)),
  );
  return wanting.length ? [{ event, endpointIds: wanting.map(({ id }) => id) }] : [];
}
