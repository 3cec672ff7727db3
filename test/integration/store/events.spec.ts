import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { type EventRecord } from '../../../src/platform/embedded/store/index.js';
import { failureOf } from './support/failure.js';
import { BUCKET, TestStore } from './support/test-store.js';

describe('object events', () => {
  let test: TestStore | undefined;
  let receiver: Server | undefined;

  afterEach(async () => {
    await test?.close();
    receiver?.close();
    receiver = undefined;
  });

  it('report every way of creating and deleting an object', async () => {
    const heard: EventRecord[] = [];
    test = await TestStore.start({ onEvent: (records) => void heard.push(...records) });
    await test.put('a b/ü+.txt', 'hello');
    await test.s3.send(
      new CopyObjectCommand({ Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/a%20b/%C3%BC%2B.txt` }),
    );
    const uploadId = await test.beginUpload('parts');
    const MultipartUpload = { Parts: [await test.uploadPart('parts', uploadId, 1, 'x')] };
    const complete = { Bucket: BUCKET, Key: 'parts', UploadId: uploadId, MultipartUpload };
    await test.s3.send(new CompleteMultipartUploadCommand(complete));
    await test.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'copy' }));
    await test.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'never-there' }));
    expect(heard.map(({ eventName, s3 }) => [eventName, s3.object.key])).toEqual([
      ['ObjectCreated:Put', 'a+b/%C3%BC%2B.txt'],
      ['ObjectCreated:Copy', 'copy'],
      ['ObjectCreated:CompleteMultipartUpload', 'parts'],
      ['ObjectRemoved:Delete', 'copy'],
    ]);
    expect(heard[0]).toMatchObject({
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      s3: { bucket: { name: BUCKET }, object: { size: 5, eTag: '5d41402abc4b2a76b9719d911017c592' } },
    });
    const sequencers = heard.map(({ s3 }) => s3.object.sequencer);
    expect([...sequencers].sort()).toEqual(sequencers);
  });

  it('do not affect the request when the listener fails', async () => {
    const errors: unknown[] = [];
    const onEvent = () => {
      throw new Error('listener broke');
    };
    test = await TestStore.start({ onEvent, onError: (error) => errors.push(error) });
    expect(await failureOf(test.put('a', 'x'))).toBe('accepted');
    expect(errors).toEqual([new Error('listener broke')]);
  });

  it('are sent to a webhook with its token, and retried after a failure', async () => {
    const statuses = [500, 503, 200];
    const deliveries: { authorization: string | undefined; body: { Records: EventRecord[] } }[] = [];
    const done = new Promise<void>((resolve) => {
      receiver = createServer(async (request: IncomingMessage, response) => {
        deliveries.push({ authorization: request.headers.authorization, body: JSON.parse(await text(request)) });
        response.writeHead(statuses[deliveries.length - 1] ?? 200).end();
        if (deliveries.length === statuses.length) resolve();
      }).listen(0, '127.0.0.1');
    });
    await once(receiver!, 'listening');
    const url = `http://127.0.0.1:${(receiver!.address() as AddressInfo).port}/events`;
    test = await TestStore.start({ webhook: { url, token: 'hook-token', retryDelayMs: 1 } });
    await test.put('a.txt', 'hello');
    await done;
    for (const { authorization, body } of deliveries) {
      expect(authorization).toBe('Bearer hook-token');
      expect(body.Records.map(({ s3 }) => s3.object.key)).toEqual(['a.txt']);
    }
  });

  it('are dropped after the last attempt and reported, without stopping the store', async () => {
    const failed = Promise.withResolvers<unknown>();
    const webhook = { url: 'http://127.0.0.1:9/', attempts: 2, retryDelayMs: 1 };
    test = await TestStore.start({ webhook, onError: failed.resolve });
    await test.put('a.txt', 'hello');
    expect(String(await failed.promise)).toMatch(/fetch failed/);
    expect(await failureOf(test.put('b.txt', 'hello'))).toBe('accepted');
  });

  it('are only those of the bucket’s notification configuration', async () => {
    const heard: EventRecord[] = [];
    test = await TestStore.start({ onEvent: (records) => void heard.push(...records) });
    const queue = {
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:q',
      Events: ['s3:ObjectCreated:*' as const],
      Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: 'in/' }] } },
    };
    const NotificationConfiguration = { QueueConfigurations: [queue] };
    await test.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration }));
    const stored = await test.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }));
    expect(stored.QueueConfigurations).toEqual([queue]);
    await test.put('in/a', 'x');
    await test.put('out/a', 'x');
    await test.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'in/a' }));
    expect(heard.map(({ eventName, s3 }) => `${eventName} ${s3.object.key}`)).toEqual(['ObjectCreated:Put in/a']);
  });
});
