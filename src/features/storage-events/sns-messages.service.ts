import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { type SnsMessage, snsMessageOf } from '../../platform/sns/sns-message.js';
import { SnsSubscriptions } from '../../platform/sns/sns-subscriptions.js';
import { SnsVerifier } from '../../platform/sns/sns-verifier.js';
import { StorageEventErrors } from './domain/storage-events.errors.js';

/** Verifies messages of SNS, which carry a signature instead of credentials, and confirms subscriptions. */
@Injectable()
export class SnsMessagesService {
  private readonly logger = new Logger('StorageEvents');

  constructor(
    private readonly config: Config,
    private readonly verifier: SnsVerifier,
    private readonly subscriptions: SnsSubscriptions,
  ) {}

  /** A message that a listed topic has signed. */
  async verified(body: Record<string, unknown>): Promise<SnsMessage> {
    const message = snsMessageOf(body);
    if (!message) throw StorageEventErrors.unreadable('body', 'must be a whole message of SNS');
    if (!this.config.get('STORAGE_EVENTS_SNS_TOPICS').includes(message.TopicArn))
      throw StorageEventErrors.unlistedTopic();
    const isGenuine = await this.verifier.verify(message).catch((error: unknown) => {
      throw StorageEventErrors.certificateAway(error);
    });
    if (!isGenuine) throw StorageEventErrors.forged();
    return message;
  }

  async confirmSubscription(message: SnsMessage): Promise<void> {
    const isDone = await this.subscriptions.confirm(message).catch((error: unknown) => {
      throw StorageEventErrors.subscriptionAway(error);
    });
    if (!isDone) throw StorageEventErrors.unreadable('SubscribeURL', 'must confirm a subscription of the topic');
    this.logger.log(`Subscribed to ${message.TopicArn}.`);
  }
}
