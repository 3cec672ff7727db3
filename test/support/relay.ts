import type { Config } from '../../src/config/config.js';
import {
  AnnouncementsRepository,
  EventSources,
  type EventSubscribers,
  RelayTransaction,
} from '../../src/features/relay/index.js';
import { UploadEventSourceRepository } from '../../src/features/uploads/records/upload-event-source.repository.js';
import { PostgresEventChannel } from '../../src/platform/events/postgres.event-channel.js';
import { FaultPoints } from '../../src/platform/faults/fault-points.js';
import type { Database } from '../../src/platform/prisma/database.js';
import { handlersOf } from './handlers.js';

const noFaults = () => new FaultPoints({ get: () => undefined } as unknown as Config);

/** A relay with the sources of the product, outside of an application. */
export function relayOn(database: Database, systemUrl: string, subscribers: EventSubscribers, faults = noFaults()) {
  const announcements = new AnnouncementsRepository(database);
  const sources = new EventSources(handlersOf(announcements, new UploadEventSourceRepository()));
  const relay = new RelayTransaction(database, sources, subscribers, new PostgresEventChannel(systemUrl), faults);
  return { relay, announcements };
}
