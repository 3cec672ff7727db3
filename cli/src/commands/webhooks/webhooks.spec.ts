import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { createApiClient } from '../../api/client.js';
import { eventsIn } from '../../api/server-events.js';
import { eventTypeOf, type WebhookEvent, withoutLinks } from './event.js';
import { EventFeed } from './event-feed.js';
import { InOrder } from './in-order.js';
import { keyOf, newSecret, signedHeaders } from './sign.js';

describe('the signature', () => {
  it('is what verifiers of Standard Webhooks take', () => {
    const secret = newSecret();
    const body = '{"type":"upload.available"}';
    const verify = (text: string) => new Webhook(secret).verify(text, signedHeaders('evt_1', body, keyOf(secret)!));
    expect(verify(body)).toEqual({ type: 'upload.available' });
    expect(() => verify('{}')).toThrow();
  });

  it('needs a secret of the usual form', () => {
    expect(keyOf('whsec_')).toBeUndefined();
    expect(keyOf(Buffer.alloc(32).toString('base64'))).toBeUndefined();
    expect(keyOf(`whsec_${Buffer.alloc(16).toString('base64')}`)).toHaveLength(16);
  });
});

describe('events', () => {
  it('have the names that webhooks have, and no access to bytes', () => {
    expect(eventTypeOf('UPLOAD_AVAILABLE')).toBe('upload.available');
    expect(eventTypeOf('NOTIFY_NOTIFICATION_SENT')).toBe('notify.notification.sent');
    expect(eventTypeOf('UPLOAD_BEGUN')).toBeUndefined();
    expect(withoutLinks({ a: 1, presigned_url: 'x', headers: {}, url: null })).toEqual({ a: 1 });
  });

  it('are read from a stream wherever its pieces end', async () => {
    const text =
      'retry: 2000\n\n:\n\nid: 1\nevent: upload.created\ndata: {"a":": b"}\n\nid: 2\nevent: x\ndata: {"c":1}\n\nid: 3\nda';
    for (const size of [1, 7, text.length]) {
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g'))!;
      const found = [];
      for await (const event of eventsIn(
        (async function* () {
          yield* pieces;
        })(),
      ))
        found.push(event);
      expect(found).toEqual([
        { id: '1', event: 'upload.created', data: { a: ': b' } },
        { id: '2', event: 'x', data: { c: 1 } },
      ]);
    }
  });
});

describe('the events of an upload that was deleted before they were read', () => {
  it('are told as far as the activity brings them', async () => {
    const server = createServer((_, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' });
      response.end('{"code":"NOT_FOUND","detail":"Upload not found."}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { url, secret: 'sk_x', source: 'environment' as const };
    const feed = new EventFeed(credentials, createApiClient(credentials), new Date(), new AbortController().signal);
    const events: WebhookEvent[] = [];
    for (const [sequence, type] of [
      [1, 'UPLOAD_CREATED'],
      [2, 'UPLOAD_DELETED'],
      [2, 'UPLOAD_DELETED'],
    ] as const) {
      const upload = { fileSizeBytes: 3, status: 'PENDING', metadata: { keptAsItIs: 1 } };
      const activity = { type, at: '2026-01-01T00:00:00.000Z', resourceId: 'upl_1', sequence, detail: null, upload };
      for await (const event of feed.eventsOf(activity)) events.push(event);
    }
    await new Promise((resolve) => server.close(resolve));
    const data = { upload_id: 'upl_1', file_size_bytes: 3, status: 'PENDING', metadata: { keptAsItIs: 1 } };
    expect(events).toMatchObject([
      { id: 'evt_upl_1_upload_created_1', type: 'upload.created', data: { ...data, sequence: 1 } },
      { id: 'evt_upl_1_upload_deleted_2', type: 'upload.deleted', data: { ...data, status: 'DELETED', sequence: 2 } },
    ]);
  });
});

describe('work in order', () => {
  it('keeps the order of each key, and goes on after a failure', async () => {
    const done: string[] = [];
    const gates = new Map<string, () => void>();
    const finished = Promise.withResolvers<void>();
    const queue = new InOrder<string>(
      (item) => item[0]!,
      async (item) => {
        if (item === 'a1') await new Promise<void>((resolve) => gates.set(item, resolve));
        done.push(item);
        if (item === 'b1') throw new Error('refused');
        if (item === 'a2') finished.resolve();
        if (item === 'b2') gates.get('a1')!();
      },
    );
    for (const item of ['a1', 'a2', 'b1', 'b2']) queue.add(item);
    await finished.promise;
    expect(done).toEqual(['b1', 'b2', 'a1', 'a2']);
  });
});
