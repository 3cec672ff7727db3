import { Module } from '@nestjs/common';
import { HandlersModule } from '../../platform/handlers/handlers.module.js';
import { AnnouncementExpiryJob } from './announcement-expiry.job.js';
import { AnnouncementsRepository } from './announcements.repository.js';
import { EventSources } from './event-source.js';
import { ParkedEventsJob } from './parked-events.job.js';
import { ParkedEventsRepository } from './parked-events.repository.js';
import { ParkedEventsTransaction } from './parked-events.transaction.js';
import { PublishedEvents } from './published-events.js';
import { RelaySubscribers } from './relay-subscribers.js';
import { RelayMetrics } from './relay-metrics.js';
import { RelayJob } from './relay.job.js';
import { RelayTransaction } from './relay.transaction.js';

/** Announcements, event sources and subscribers: needed by every process. */
@Module({
  imports: [HandlersModule],
  providers: [
    AnnouncementsRepository,
    EventSources,
    ParkedEventsRepository,
    PublishedEvents,
    RelayMetrics,
    RelaySubscribers,
    RelayTransaction,
  ],
  exports: [AnnouncementsRepository, ParkedEventsRepository, PublishedEvents, RelaySubscribers, RelayTransaction],
})
export class RelayModule {}

/** The relay at work: for the processes that do background work. */
@Module({
  imports: [RelayModule],
  providers: [AnnouncementExpiryJob, ParkedEventsJob, ParkedEventsTransaction, RelayJob],
})
export class RelayWorkModule {}
