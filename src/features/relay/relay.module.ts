import { Module } from '@nestjs/common';
import { HandlersModule } from '../../platform/handlers/handlers.module.js';
import { AnnouncementExpiryJob } from './announcement-expiry.job.js';
import { AnnouncementsRepository } from './announcements.repository.js';
import { EventSources } from './event-source.js';
import { EventSubscribers } from './event-subscribers.repository.js';
import { ParkedEventsJob } from './parked-events.job.js';
import { ParkedEventsRepository } from './parked-events.repository.js';
import { RelayJob } from './relay.job.js';
import { RelayTransaction } from './relay.transaction.js';

/** Announcements, event sources and subscribers: needed by every process. */
@Module({
  imports: [HandlersModule],
  providers: [AnnouncementsRepository, EventSources, EventSubscribers, RelayTransaction],
  exports: [AnnouncementsRepository, EventSources, EventSubscribers, RelayTransaction],
})
export class RelayModule {}

/** The relay at work: for the processes that do background work. */
@Module({
  imports: [RelayModule],
  providers: [AnnouncementExpiryJob, ParkedEventsJob, ParkedEventsRepository, RelayJob],
})
export class RelayWorkModule {}
