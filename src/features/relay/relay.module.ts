import { Module } from '@nestjs/common';
import { AnnouncementsRepository } from './announcements.repository.js';
import { EventSources } from './event-source.js';
import { EventSubscribers } from './event-subscribers.repository.js';
import { ParkedEventsRepository } from './parked-events.repository.js';
import { RelayLoop } from './relay-loop.js';
import { RelayTransaction } from './relay.transaction.js';

/** Where events are announced, and where those register who want to be told of them. Needed by every process. */
@Module({
  providers: [AnnouncementsRepository, EventSources, EventSubscribers, RelayTransaction],
  exports: [AnnouncementsRepository, EventSources, EventSubscribers, RelayTransaction],
})
export class RelayModule {}

/** The relay at work: for the processes that do background work. */
@Module({ imports: [RelayModule], providers: [ParkedEventsRepository, RelayLoop] })
export class RelayWorkModule {}
