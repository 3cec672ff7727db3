export { PublishedEvents } from './published-events.js';
export { type Change, decodeChanges, encodeChanges, isMoveOfUpload } from './changes.js';
export { type AnnouncedEvent, type Announcement, AnnouncementsRepository } from './announcements.repository.js';
export { EventSource, EventSources, type SourceEvent } from './event-source.js';
export type { RelayedEvent, ResourceKind } from './relayed-event.js';
export { RelayTransaction } from './relay.transaction.js';
export { RelaySubscriber } from './relay-subscriber.js';
export { RelayModule, RelayWorkModule } from './relay.module.js';
export { describedEvent } from './described-events.js';
