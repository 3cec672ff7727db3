import type { Config } from '../../src/config/config.js';
import { AnnouncementsRepository, EventSources } from '../../src/features/relay/index.js';
import { ParkedEventsRepository } from '../../src/features/relay/parked-events.repository.js';
import { ParkedEventsTransaction } from '../../src/features/relay/parked-events.transaction.js';
import type { RelaySubscriber } from '../../src/features/relay/relay-subscriber.js';
import { RelaySubscribers } from '../../src/features/relay/relay-subscribers.js';
import { RelayTransaction } from '../../src/features/relay/relay.transaction.js';
import { UploadEventSourceRepository } from '../../src/features/uploads/records/upload-event-source.repository.js';
import { PostgresEventChannel } from '../../src/platform/events/postgres.event-channel.js';
import { FaultPoints } from '../../src/platform/faults/fault-points.js';
import type { Database } from '../../src/platform/prisma/database.js';
import { handlersOf } from './handlers.js';

const noFaults = () => new FaultPoints({ get: () => undefined } as unknown as Config);

/** A relay with the sources of the product, outside of an application. */
export function relayOn(database: Database, systemUrl: string, subscribers: RelaySubscriber[], faults = noFaults()) {
  const announcements = new AnnouncementsRepository(database);
  const sources = new EventSources(handlersOf(announcements, new UploadEventSourceRepository()));
  const parkedEvents = new ParkedEventsRepository();
  const registered = new RelaySubscribers(handlersOf(...subscribers), parkedEvents);
  const relay = new RelayTransaction(database, sources, registered, new PostgresEventChannel(systemUrl), faults);
  return { relay, sources, announcements, parked: new ParkedEventsTransaction(database, parkedEvents, registered) };
}
