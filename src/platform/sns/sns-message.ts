import { TOPIC_ARN } from '../../shared/topic-arn.js';

/** The fields of an SNS message that are used, all of them text, in SNS's spelling. */
export interface SnsMessage {
  Type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  MessageId: string;
  TopicArn: string;
  Message: string;
  Timestamp: string;
  SignatureVersion: '1' | '2';
  Signature: string;
  SigningCertURL: string;
  Subject?: string;
  Token?: string;
  SubscribeURL?: string;
}

const types = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'];
const needed = [
  ...['Type', 'MessageId', 'TopicArn', 'Message', 'Timestamp'],
  ...['SignatureVersion', 'Signature', 'SigningCertURL'],
];
const optional = ['Subject', 'Token', 'SubscribeURL'];

/** Whether a body claims to come from SNS. */
export function isFromSns(body: unknown): body is Record<string, unknown> {
  const { Type, TopicArn } = (body ?? {}) as Record<string, unknown>;
  return types.includes(Type as string) && typeof TopicArn === 'string';
}

/** The known fields of a message; `null` when one is missing. Unknown fields are not signed, so they are dropped. */
export function snsMessageOf(body: Record<string, unknown>): SnsMessage | null {
  if (!types.includes(body.Type as string)) return null;
  if (!needed.every((name) => typeof body[name] === 'string')) return null;
  const given = [...needed, ...optional.filter((name) => typeof body[name] === 'string')];
  return Object.fromEntries(given.map((name) => [name, body[name]])) as unknown as SnsMessage;
}

/**
 * The host of SNS in the region of a topic. A pattern over hosts would be unsafe: the owner of a bucket named `sns`
 * controls `sns.s3-us-west-2.amazonaws.com`.
 */
export function hostOfTopic(topicArn: string): string | null {
  const [, partition, region] = TOPIC_ARN.exec(topicArn) ?? [];
  return region ? `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}` : null;
}
