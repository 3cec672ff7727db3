import { Injectable } from '@nestjs/common';
import { isFromSns } from '../../platform/sns/sns-message.js';
import { CheckNewObjectsService, type CheckedObjects } from './check-new-objects.service.js';
import { newObjectsInMessage } from './domain/event-message.js';
import { newObjectsIn } from './domain/new-objects.js';
import { SnsMessagesService } from './sns-messages.service.js';

/** Storage events that are posted, in any form. Messages of SNS are verified here, all others by the guard. */
@Injectable()
export class ReceiveEventsService {
  constructor(
    private readonly sns: SnsMessagesService,
    private readonly objects: CheckNewObjectsService,
  ) {}

  async receive(body: unknown): Promise<CheckedObjects> {
    if (!isFromSns(body)) return this.objects.check(newObjectsIn(body));
    const message = await this.sns.verified(body);
    if (message.Type === 'Notification') return this.objects.check(newObjectsInMessage(message.Message));
    if (message.Type === 'SubscriptionConfirmation') await this.sns.confirmSubscription(message);
    return { objects: 0, unreadable: 0 };
  }
}
