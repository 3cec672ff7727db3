import { Injectable } from '@nestjs/common';
import { SnsHttp } from './sns-http.js';
import { hostOfTopic, type SnsMessage } from './sns-message.js';

/** Confirms the subscription to a topic. Callers have verified the message. */
@Injectable()
export class SnsSubscriptions {
  constructor(private readonly http: SnsHttp) {}

  /** `false`: the URL does not confirm this topic, and was not requested. Throws when SNS does not respond. */
  async confirm({ SubscribeURL = '', TopicArn }: SnsMessage): Promise<boolean> {
    const url = URL.parse(SubscribeURL);
    if (!url || !confirms(url, TopicArn)) return false;
    await this.http.get(url);
    return true;
  }
}

function confirms(url: URL, topicArn: string): boolean {
  const host = hostOfTopic(topicArn);
  const isSns = host !== null && url.origin === `https://${host}` && url.pathname === '/' && url.username === '';
  const parameter = (name: string) => url.searchParams.getAll(name).join();
  return isSns && parameter('Action') === 'ConfirmSubscription' && parameter('TopicArn') === topicArn;
}
