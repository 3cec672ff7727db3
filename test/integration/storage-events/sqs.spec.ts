import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { pdf } from '../../support/fixtures.js';
import { until } from '../../support/resilience/until.js';
import { SqsDouble } from '../../support/sqs-double.js';
import { eventBridgeEvent, s3Event } from '../../support/storage-events.js';
import { settled } from '../../support/walk.js';

let queue: SqsDouble;
let running: EventApp;

beforeAll(async () => {
  queue = new SqsDouble();
  await queue.start();
  running = await startEventApp({ STORAGE_EVENTS_SQS_URL: queue.url });
});
afterAll(async () => {
  await running.close();
  await queue.stop();
});

let count = 0;
const sent = () => running.sent({ filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf(`SQS ${count++}`) });
const isEmpty = () => until(() => queue.bodies.length === 0);
const timelineOf = async (id: string) => (await running.api.get(`/v1/uploads/${id}/timeline`)).body.items as object[];
const wrapped = (event: object) => ({ Type: 'Notification', TopicArn: 'arn:any', Message: JSON.stringify(event) });

describe('a message alone completes an upload', () => {
  it.each<[string, (bucket: string, key: string) => object]>([
    ['of S3', s3Event],
    ['of EventBridge', eventBridgeEvent],
    ['of S3 by way of a topic', (bucket, key) => wrapped(s3Event(bucket, key))],
    ['of EventBridge by way of a topic', (bucket, key) => wrapped(eventBridgeEvent(bucket, key))],
  ])('%s, and is deleted', async (_, eventOf) => {
    const { id, key } = await sent();
    queue.send(eventOf(running.bucket, key));
    expect((await settled(running.api, id)).status).toBe('COMPLETED');
    await isEmpty();
    expect((await timelineOf(id))[1]).toMatchObject({ event: 'confirmed', actor: 'storage-event' });
  });

  it('delivered three times and in any order: one transition', async () => {
    const files = await Promise.all([sent(), sent(), sent()]);
    const events = files.map(({ key }) => s3Event(running.bucket, key));
    queue.send(...events, ...[...events].reverse(), ...events);
    for (const { id } of files) {
      expect((await settled(running.api, id)).status).toBe('COMPLETED');
      expect((await timelineOf(id)).filter((item) => 'event' in item && item.event === 'confirmed')).toHaveLength(1);
    }
    await isEmpty();
  });
});

it('a message that is no event is deleted and does not block others', async () => {
  const { id, key } = await sent();
  const poison = ['', 'x', '[]', '{"Records":[{}]}', { Type: 'Notification', Message: 'x' }, { Event: 's3:TestEvent' }];
  queue.send(...poison, ...poison, s3Event(running.bucket, key), s3Event('another-bucket', key));
  expect((await settled(running.api, id)).status).toBe('COMPLETED');
  await isEmpty();
});

it('a message for a missing object or an unknown upload changes nothing and is deleted', async () => {
  const { id, key } = await sent();
  queue.send(s3Event(running.bucket, key.replace(/.$/, '0')), s3Event('another-bucket', key));
  await isEmpty();
  expect((await timelineOf(id)).length).toBe(1);
});

it('stays in the queue while the store is away, comes later each time, and then completes', async () => {
  const { id, key } = await sent();
  const event = s3Event(running.bucket, key);
  running.parts.storeLine.set('reset');
  queue.send(event);
  await until(() => queue.calls.at(-1) === 'ReceiveMessage' && queue.hiddenFor(event) === 5);
  queue.advance(5);
  await until(() => queue.receptions(event) === 2 && queue.hiddenFor(event) === 10);
  running.parts.storeLine.set('open');
  expect((await timelineOf(id)).length).toBe(1);
  queue.advance(10);
  expect((await settled(running.api, id)).status).toBe('COMPLETED');
  await isEmpty();
});
