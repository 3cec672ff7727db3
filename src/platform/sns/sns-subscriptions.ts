import { Injectable } from '@nestjs/common';
import { SnsHttp } from './sns-http.js';
import { hostOfTopic, type SnsMessage } from './sns-message.js';

/** Says yes to a topic that wants to send. Callers have verified the message. */
@Injectable()
export class SnsSubscriptions {
  constructor(private readonly http: SnsHttp) {}

  /** `false`: the URL is not one that confirms this topic, and was not visited. Throws when SNS does not answer. */
  async confirm({ SubscribeURL = '', TopicArn }: SnsMessage): Promise<boolean> {
    const url = URL.parse(SubscribeURL);
    if (!url || !confirms(url, TopicArn)) return false;
    await this.http.get(url);
    return true;
  }
}

function confirms(url: URL, topicArn: string): boolean {
  const host = hostOfTopic(topicArn);
  const isThere = host !== null && url.origin === `https://${host}` && url.pathname === '/' && url.username === '';
  const asks = (name: string) => url.searchParams.getAll(name).join();
  return isThere && asks('Action') === 'ConfirmSubscription' && asks('TopicArn') === topicArn;
}
