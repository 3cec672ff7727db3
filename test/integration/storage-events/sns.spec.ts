import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, http, type Json } from '../../support/api.js';
import { selfSigned } from '../../support/certificates.js';
import { EVENTS_TOKEN, type EventApp, startEventApp } from '../../support/event-app.js';
import { pdf } from '../../support/fixtures.js';
import { CERTIFICATE_URL, SnsDouble, TOPIC } from '../../support/sns.js';
import { eventBridgeEvent, s3Event } from '../../support/storage-events.js';
import { settled } from '../../support/walk.js';

let running: EventApp;

beforeAll(async () => {
  running = await startEventApp();
});
afterAll(() => running.close());

/** As SNS posts: no credentials, JSON as text/plain. */
function post(message: unknown, headers: Record<string, string> = {}): Promise<Answer<Json>> {
  return http(`${running.api.url}/v1/storage/events`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification', ...headers },
    body: JSON.stringify(message),
  });
}

let count = 0;
const sent = () => running.sent({ filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf(`SNS ${count++}`) });
const statusOf = async (id: string) => (await running.api.get(`/v1/uploads/${id}`)).body.status as string;

describe('a notification alone completes an upload', () => {
  it.each([
    ['signature version 1', { SignatureVersion: '1' }],
    ['signature version 2', { SignatureVersion: '2' }],
    ['a subject', { Subject: 'Amazon S3 Notification' }],
  ])('with %s', async (_, more) => {
    const { id, key } = await sent();
    const answer = await post(running.sns.notification(s3Event(running.bucket, key), more));
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: { objects: 1 } });
    expect((await settled(running.api, id)).status).toBe('COMPLETED');
  });

  it('that wraps an event of EventBridge', async () => {
    const { id, key } = await sent();
    expect((await post(running.sns.notification(eventBridgeEvent(running.bucket, key)))).status).toBe(200);
    expect((await settled(running.api, id)).status).toBe('COMPLETED');
  });

  it('and its certificate is read once', async () => {
    await post(running.sns.notification(s3Event(running.bucket, 'x')));
    expect(running.sns.visited.filter((url) => url === CERTIFICATE_URL)).toHaveLength(1);
  });
});

describe('forged', () => {
  const forger = new SnsDouble();
  const other = (url: string) => ({ SigningCertURL: url });
  const path = `/SimpleNotificationService-${'a'.repeat(32)}.pem`;

  const forgeries: [string, (event: object) => Record<string, unknown>, number][] = [
    ['signed by another key', (event) => forger.notification(event), 403],
    [
      'changed after it was signed',
      (event) => ({ ...running.sns.notification({ Records: [] }), Message: JSON.stringify(event) }),
      403,
    ],
    ['of a topic not listed', (event) => running.sns.notification(event, { TopicArn: `${TOPIC}2` }), 403],
    [
      'of another topic that names a listed one',
      (event) => ({ ...running.sns.notification(event, { TopicArn: `${TOPIC}2` }), TopicArn: TOPIC }),
      403,
    ],
    ['with a version that is none', (event) => running.sns.notification(event, { SignatureVersion: '3' }), 403],
    ['without a signature', (event) => ({ ...running.sns.notification(event), Signature: undefined }), 400],
    ['with an empty signature', (event) => ({ ...running.sns.notification(event), Signature: '' }), 403],
    ['with a signature that is a list', (event) => ({ ...running.sns.notification(event), Signature: ['a'] }), 400],
    ...[
      `https://sns.eu-west-1.amazonaws.com.evil.example${path}`,
      `https://sns.s3-us-west-2.amazonaws.com${path}`,
      `https://sns.us-east-1.amazonaws.com${path}`,
      `http://sns.eu-west-1.amazonaws.com${path}`,
      `https://sns.eu-west-1.amazonaws.com:8443${path}`,
      `https://user@sns.eu-west-1.amazonaws.com${path}`,
      `https://sns.eu-west-1.amazonaws.com${path}?x`,
      'https://sns.eu-west-1.amazonaws.com/evil.pem',
      'https://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'nonsense',
    ].map((url): [string, (event: object) => Record<string, unknown>, number] => {
      const forge = (event: object) => {
        running.sns.pages.set(url, forger.identity.pem);
        return forger.notification(event, other(url));
      };
      return [`with its certificate at ${url}`, forge, 403];
    }),
  ];

  it.each(forgeries)('%s: refused, and nothing is fetched from there', async (_, forge, expected) => {
    const { id, key } = await sent();
    await post(running.sns.notification({ Records: [] }));
    const before = running.sns.visited.length;
    const { status } = await post(forge(s3Event(running.bucket, key)));
    expect(status).toBe(expected);
    expect(await statusOf(id)).toBe('PENDING');
    expect(running.sns.visited.slice(before)).toEqual([]);
  });

  it('the token does not make up for a signature', async () => {
    const { id, key } = await sent();
    const headers = { authorization: `Bearer ${EVENTS_TOKEN}` };
    expect((await post(forger.notification(s3Event(running.bucket, key)), headers)).status).toBe(403);
    expect(await statusOf(id)).toBe('PENDING');
  });
});

describe('a certificate', () => {
  const urlOf = (letter: string) =>
    `https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-${letter.repeat(32)}.pem`;

  it('that cannot be read asks the sender to repeat, and is asked for once', async () => {
    const message = running.sns.notification(s3Event(running.bucket, 'x'), { SigningCertURL: urlOf('b') });
    const answers = await Promise.all([post(message), post(message), post(message)]);
    for (const { status, body } of answers)
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'UNAVAILABLE' });
    expect(running.sns.visited.filter((url) => url === urlOf('b'))).toHaveLength(1);
  });

  it.each([
    ['that has expired', 'c', () => selfSigned(new Date(Date.now() - 1000)).pem],
    ['that is none', 'd', () => '<html>Not here</html>'],
  ])('%s proves nothing', async (_, letter, pem) => {
    running.sns.pages.set(urlOf(letter), pem());
    const message = running.sns.notification(s3Event(running.bucket, 'x'), { SigningCertURL: urlOf(letter) });
    expect((await post(message)).status).toBe(503);
  });
});

describe('a subscription', () => {
  const visited = () => running.sns.visited.filter((url) => url.includes('Action='));

  it('of a listed topic is confirmed where SNS says', async () => {
    const message = running.sns.subscription();
    running.sns.pages.set(new URL(message.SubscribeURL!).href, '<ConfirmSubscriptionResponse/>');
    expect(await post(message)).toMatchObject({ status: 200, body: { objects: 0 } });
    expect(visited()).toEqual([message.SubscribeURL]);
  });

  it('is tried again by SNS when SNS does not answer', async () => {
    const url = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=away`;
    expect((await post(running.sns.subscription({ SubscribeURL: url }))).status).toBe(503);
  });

  it.each([
    ['http://sns.eu-west-1.amazonaws.com', TOPIC],
    ['https://sns.eu-west-1.amazonaws.com.evil.example', TOPIC],
    ['https://sns.us-east-1.amazonaws.com', TOPIC],
    ['https://169.254.169.254', TOPIC],
    ['https://sns.eu-west-1.amazonaws.com', `${TOPIC}2`],
  ])('at %s for %s is not visited, though the message is genuine', async (origin, topic) => {
    const before = visited();
    const url = `${origin}/?Action=ConfirmSubscription&TopicArn=${topic}&Token=x`;
    expect((await post(running.sns.subscription({ SubscribeURL: url }))).status).toBe(400);
    expect(visited()).toEqual(before);
  });

  it('of a topic that is not listed, or forged, is not visited', async () => {
    const before = visited();
    expect((await post(running.sns.subscription({ TopicArn: `${TOPIC}2` }))).status).toBe(403);
    expect((await post(new SnsDouble().subscription())).status).toBe(403);
    expect(visited()).toEqual(before);
  });
});

it('a genuine message that is no event is refused for good', async () => {
  expect((await post(running.sns.notification('Hello from the console'))).status).toBe(400);
});
