import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { isFromSns, type SnsMessage, snsMessageOf } from '../../platform/sns/sns-message.js';
import { SnsSubscriptions } from '../../platform/sns/sns-subscriptions.js';
import { SnsVerifier } from '../../platform/sns/sns-verifier.js';
import { noticesOfMessage } from './domain/event-message.js';
import { StorageEventErrors } from './domain/storage-events.errors.js';
import { noticesOf } from './domain/storage-notice.js';
import { LookAtObjectsService, type Looked } from './look-at-objects.service.js';

/** What is posted to us, in whichever form. Messages of SNS prove themselves; all else was let in by the guard. */
@Injectable()
export class ReceiveEventsService {
  private readonly logger = new Logger('StorageEvents');

  constructor(
    private readonly config: Config,
    private readonly verifier: SnsVerifier,
    private readonly subscriptions: SnsSubscriptions,
    private readonly objects: LookAtObjectsService,
  ) {}

  async receive(body: unknown): Promise<Looked> {
    if (!isFromSns(body)) return this.objects.look(noticesOf(body));
    const message = snsMessageOf(body);
    if (!message) throw StorageEventErrors.unreadable('body', 'must be a whole message of SNS');
    await this.prove(message);
    if (message.Type === 'Notification') return this.objects.look(noticesOfMessage(message.Message));
    if (message.Type === 'SubscriptionConfirmation') await this.subscribe(message);
    return { objects: 0, unreadable: 0 };
  }

  private async prove(message: SnsMessage): Promise<void> {
    if (!this.config.get('STORAGE_EVENTS_SNS_TOPICS').includes(message.TopicArn))
      throw StorageEventErrors.unlistedTopic();
    const isGenuine = await this.verifier.verify(message).catch((error: unknown) => {
      throw StorageEventErrors.certificateAway(error);
    });
    if (!isGenuine) throw StorageEventErrors.forged();
  }

  private async subscribe(message: SnsMessage): Promise<void> {
    const isDone = await this.subscriptions.confirm(message).catch((error: unknown) => {
      throw StorageEventErrors.subscriptionAway(error);
    });
    if (!isDone) throw StorageEventErrors.unreadable('SubscribeURL', 'must confirm a subscription of the topic');
    this.logger.log(`Subscribed to ${message.TopicArn}.`);
  }
}
