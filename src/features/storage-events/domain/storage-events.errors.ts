import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';

/** Why a storage event is refused. Senders repeat only on 503 and 429. */
export const StorageEventErrors = {
  unreadable: (field: string, message: string) => Errors.invalidField(field, message),
  unknownForm: () =>
    Errors.invalidField('body', 'must be an event of S3 or MinIO ("Records"), of EventBridge, or a message of SNS'),
  unauthenticated: () =>
    Errors.unauthenticated(
      'Send STORAGE_EVENTS_TOKEN as "Authorization: Bearer …" or as the password of Basic, or a key with the scope system.',
    ),
  unlistedTopic: () => Errors.forbidden('The topic is not listed in STORAGE_EVENTS_SNS_TOPICS.'),
  forged: () => Errors.forbidden('The message is not signed by its topic.'),
  certificateAway: (cause: unknown) =>
    Errors.unavailable('The certificate of the message cannot be read. Send the message again later.', cause),
  subscriptionAway: (cause: unknown) =>
    Errors.unavailable('SNS did not take the confirmation. Send the message again later.', cause),
  /** Whether the message itself is at fault: sending it again changes nothing. */
  isUnreadable: (error: unknown) => error instanceof DomainError && error.kind === 'invalid',
};
