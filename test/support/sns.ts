import { createSign } from 'node:crypto';
import { SnsHttp } from '../../src/platform/sns/sns-http.js';
import { type SelfSigned, selfSigned } from './certificates.js';

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:uploads';
export const CERTIFICATE_URL = `https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-${'a'.repeat(32)}.pem`;

type Message = Record<string, string>;

const signedFields = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

/** A topic that signs as SNS does, and the only Internet that the code under test sees. */
export class SnsDouble extends SnsHttp {
  readonly pages = new Map<string, string>();
  readonly visited: string[] = [];

  constructor(readonly identity: SelfSigned = selfSigned()) {
    super();
    this.pages.set(CERTIFICATE_URL, identity.pem);
  }

  async get(url: URL): Promise<string> {
    this.visited.push(url.href);
    const page = this.pages.get(url.href);
    if (page === undefined) throw new Error(`${url.host} answered 404`);
    return page;
  }

  notification(content: unknown, more: Message = {}): Message {
    const Message = typeof content === 'string' ? content : JSON.stringify(content);
    return this.signed({ Type: 'Notification', Message, ...more });
  }

  subscription(more: Message = {}): Message {
    const Token = 'f'.repeat(64);
    const SubscribeURL = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=${Token}`;
    const Message = 'You have chosen to subscribe to the topic.';
    return this.signed({ Type: 'SubscriptionConfirmation', Message, Token, SubscribeURL, ...more });
  }

  private signed(given: Message): Message {
    const message: Message = {
      MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
      TopicArn: TOPIC,
      Timestamp: new Date().toISOString(),
      SignatureVersion: '2',
      SigningCertURL: CERTIFICATE_URL,
      UnsubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${TOPIC}:1`,
      ...given,
    };
    const fields = signedFields[message.Type as keyof typeof signedFields];
    const text = fields.filter((name) => name in message).map((name) => `${name}\n${message[name]}\n`);
    const signer = createSign(message.SignatureVersion === '1' ? 'sha1' : 'sha256').update(text.join(''));
    return { ...message, Signature: signer.sign(this.identity.privateKey, 'base64') };
  }
}
