import { Module } from '@nestjs/common';
import { RelayModule } from '../relay/index.js';
import { MailQueueRepository } from './mail-queue.repository.js';
import { MailSender } from './mail-sender.js';
import { NewNotificationsRepository } from './new-notifications.repository.js';
import { NotificationExpiryJob } from './notification-expiry.job.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsResolver } from './notifications.resolver.js';
import { NotificationsService } from './notifications.service.js';

/** The list of notifications. */
@Module({
  controllers: [NotificationsController],
  providers: [NotificationsRepository, NotificationsResolver, NotificationsService],
  exports: [NotificationsRepository],
})
export class NotificationsModule {}

/** Creates, mails and deletes notifications: for processes that do background work. */
@Module({
  imports: [NotificationsModule, RelayModule],
  providers: [MailQueueRepository, MailSender, NewNotificationsRepository, NotificationExpiryJob],
})
export class NotificationWorkModule {}
