import { Module } from '@nestjs/common';
import { HandlersModule } from '../../platform/handlers/handlers.module.js';
import { AnnouncementExpiryJob } from './announcement-expiry.job.js';
import { AnnouncementsRepository } from './announcements.repository.js';
import { EventSubscribers } from './event-subscribers.repository.js';
import { OutboxRepository } from './outbox.repository.js';
import { ParkedEventsRepository } from './parked-events.repository.js';
import { ParkedEventsJob } from './parked-events.job.js';
import { RelayJob } from './relay.job.js';

/** Where events are announced, and where those register who want to be told of them. Needed by every process. */
@Module({
  imports: [HandlersModule],
  providers: [AnnouncementsRepository, EventSubscribers, OutboxRepository],
  exports: [AnnouncementsRepository, EventSubscribers, OutboxRepository],
})
export class RelayModule {}

/** The relay at work: for the processes that do background work. */
@Module({
  imports: [RelayModule],
  providers: [AnnouncementExpiryJob, ParkedEventsJob, ParkedEventsRepository, RelayJob],
})
export class RelayWorkModule {}
