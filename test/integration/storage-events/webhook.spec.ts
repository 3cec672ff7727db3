import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, http, type Json } from '../../support/api.js';
import { EVENTS_TOKEN, type EventApp, startEventApp } from '../../support/event-app.js';
import { pdf } from '../../support/fixtures.js';
import { eventBridgeEvent, minioEvent, s3Event } from '../../support/storage-events.js';
import { confirm, download, settled, type TestFile } from '../../support/walk.js';

let running: EventApp;

beforeAll(async () => {
  running = await startEventApp();
});
afterAll(() => running.close());

const report = (text: string): TestFile => ({
  filename: 'report.pdf',
  contentType: 'application/pdf',
  bytes: pdf(text),
});

function post(body: unknown, headers: Record<string, string> = {}): Promise<Answer<Json>> {
  return http(`${running.api.url}/v1/storage/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${EVENTS_TOKEN}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const basic = (password: string) => `Basic ${Buffer.from(`store:${password}`).toString('base64')}`;
const timelineOf = async (id: string) => (await running.api.get(`/v1/uploads/${id}/timeline`)).body.items as Json[];
const statusOf = async (id: string) => (await running.api.get(`/v1/uploads/${id}`)).body.status as string;
const trashOf = async (key: string) =>
  (await running.parts.database.query(`SELECT FROM trash WHERE key = '${key}'`)).length;

describe('an event alone completes an unconfirmed upload', () => {
  it.each<[string, (bucket: string, key: string) => unknown]>([
    ['S3', s3Event],
    ['MinIO', minioEvent],
    ['MinIO without its records', (bucket, key) => ({ EventName: 's3:ObjectCreated:Put', Key: `${bucket}/${key}` })],
    ['Ceph', (bucket, key) => s3Event(bucket, key, 's3:ObjectCreated:Post')],
    ['a completed multipart upload', (bucket, key) => s3Event(bucket, key, 'ObjectCreated:CompleteMultipartUpload')],
    ['EventBridge', eventBridgeEvent],
    ['a store that says more than it must', (b, k) => ({ ...s3Event(b, k), extra: { deep: [1] }, __proto: null })],
  ])('%s', async (name, eventOf) => {
    const file = report(name);
    const { id, key } = await running.sent(file);
    const { status, body } = await post(eventOf(running.bucket, key));
    expect({ status, body }).toEqual({ status: 200, body: { objects: 1 } });
    expect((await settled(running.api, id)).status).toBe('COMPLETED');
    expect((await download(running.api, id)).bytes.equals(file.bytes)).toBe(true);
    expect((await timelineOf(id)).map(({ event, actor }) => [event, actor])).toContainEqual([
      'confirmed',
      'storage-event',
    ]);
  });

  it('many in one body, in any order, again and again: one transition each', async () => {
    const sent = await Promise.all(['a', 'b', 'c', 'd'].map((text) => running.sent(report(`one of many ${text}`))));
    const records = sent.flatMap(({ key }) => s3Event(running.bucket, key).Records);
    const bodies = [records, [...records].reverse(), [...records, ...records]].map((Records) => ({ Records }));
    const answers = await Promise.all([...bodies, ...bodies].map((body) => post(body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    for (const { id } of sent) {
      expect((await settled(running.api, id)).status).toBe('COMPLETED');
      expect((await timelineOf(id)).filter(({ event }) => event === 'confirmed')).toHaveLength(1);
    }
  });
});

it('one record that cannot be read drops no other', async () => {
  const { id, key } = await running.sent(report('Beside a broken record'));
  const { Records } = s3Event(running.bucket, key) as { Records: object[] };
  const broken = [{ eventName: 'ObjectCreated:Put', s3: { object: {} } }, null];
  const answer = await post({ Records: [...broken, ...Records] });
  expect(answer).toMatchObject({ status: 200, body: { objects: 1, unreadable: 2 } });
  expect((await settled(running.api, id)).status).toBe('COMPLETED');
  expect(await post({ Records: broken })).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
});

describe('senders of events', () => {
  const ways: [string, Record<string, string>][] = [
    ['Basic with the token as password', { authorization: basic(EVENTS_TOKEN) }],
    ['a key with the scope system', { authorization: `Bearer ${'sk_'}${'test'.repeat(8)}` }],
  ];
  it.each(ways)('%s', async (_, headers) => {
    const { id, key } = await running.sent(report(JSON.stringify(headers)));
    expect((await post(s3Event(running.bucket, key), headers)).status).toBe(200);
    expect((await settled(running.api, id)).status).toBe('COMPLETED');
  });

  it.each([
    ['nobody', ''],
    ['another token', 'Bearer nope'],
    ['a part of the token', `Bearer ${EVENTS_TOKEN.slice(0, -1)}`],
    ['the token as the user', `Basic ${Buffer.from(`${EVENTS_TOKEN}:`).toString('base64')}`],
    ['an empty password', basic('')],
    ['an unknown key', `Bearer sk_${'x'.repeat(32)}`],
  ])('not %s', async (_, authorization) => {
    const { id, key } = await running.sent(report(`told by ${authorization}`));
    const { status, body, headers } = await post(s3Event(running.bucket, key), { authorization });
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    expect(headers['www-authenticate']).toBe('Bearer, Basic realm="storage events"');
    expect(await statusOf(id)).toBe('PENDING');
  });

  it('not a key without the scope system', async () => {
    const made = await running.api.post('/v1/api-keys', { name: 'admin', scopes: ['admin'] });
    const answer = await post(s3Event(running.bucket, 'any'), { authorization: `Bearer ${made.body.api_key}` });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });
});

describe('an event is only a hint', () => {
  it('for an object that is not there changes nothing', async () => {
    const { body } = await running.api.post('/v1/buckets/assets/uploads', {
      ...{ filename: 'a.pdf', content_type: 'application/pdf', file_size_bytes: 10 },
    });
    const key = decodeURIComponent(new URL(body.presigned_url).pathname.split('/').slice(2).join('/'));
    expect((await post(s3Event(running.bucket, key))).body).toEqual({ objects: 1 });
    expect(await statusOf(body.upload_id)).toBe('PENDING');
    expect(await timelineOf(body.upload_id)).toHaveLength(1);
  });

  it('is not trusted for size, type or ETag', async () => {
    const file = report('The event lies');
    const { id, key } = await running.sent(file);
    const lie = { size: 1, eTag: '0'.repeat(32), contentType: 'text/html', sequencer: 'FF' };
    await post(s3Event(running.bucket, key, 'ObjectCreated:Put', lie));
    const done = await settled(running.api, id);
    expect(done).toMatchObject({
      status: 'COMPLETED',
      content_type: 'application/pdf',
      file_size_bytes: file.bytes.length,
    });
    expect(done.etag).not.toBe(lie.eTag);
  });

  it('of an upload that is not what it declared leads to its rejection', async () => {
    const { id, key } = await running.sent({ ...report(''), bytes: Buffer.from('%PNG is not a PDF at all') });
    await post(s3Event(running.bucket, key));
    expect(await settled(running.api, id)).toMatchObject({ status: 'FAILED', status_reason: 'mime_mismatch' });
  });

  it('for other buckets, other keys and unknown uploads changes nothing and is no failure', async () => {
    const { id, key, created } = await running.sent(report('Not meant'));
    const [workspace, , upload] = key.split('/') as [string, string, string];
    const strangers = [
      s3Event('another-bucket', key),
      minioEvent('another-bucket', key),
      eventBridgeEvent('another-bucket', key),
      ...[
        ...[`ws_zzzzzzzzzzzzzzzz/staging/${upload}`, `${workspace}/staging/upl_0000000000000000`],
        ...[`${workspace}/sealed/${upload}/1`, `/${key}`, `${key}/`, `${key}\n`, key.toUpperCase(), created.s3_key],
        ...['', 'x', '../../etc/passwd', '%', 'a\0b', 'x'.repeat(2000), '__proto__'],
      ].map((strange) => s3Event(running.bucket, strange)),
    ];
    for (const body of strangers) expect((await post(body)).status).toBe(200);
    expect(await statusOf(id)).toBe('PENDING');
    expect(await trashOf(key)).toBe(0);
  });

  it.each(['ObjectRemoved:Delete', 's3:ObjectAccessed:Get', 'ObjectRestore:Completed', 'LifecycleExpiration:Delete'])(
    'of the kind %s is accepted and ignored',
    async (kind) => {
      const { id, key } = await running.sent(report(kind));
      expect((await post(s3Event(running.bucket, key, kind))).body).toEqual({ objects: 0 });
      expect((await post(eventBridgeEvent(running.bucket, key, 'Object Deleted'))).body).toEqual({ objects: 0 });
      expect(await statusOf(id)).toBe('PENDING');
    },
  );

  it('the test event of S3 is accepted', async () => {
    const body = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: running.bucket, Time: '', RequestId: 'a' };
    expect(await post(body)).toMatchObject({ status: 200, body: { objects: 0 } });
  });

  it('for a finished upload discards late bytes, and the scanned bytes are served', async () => {
    const file = report('What was scanned');
    const { id, key, created } = await running.sent(file);
    await confirm(running.api, id);
    await settled(running.api, id);
    await http(created.presigned_url, { method: 'PUT', headers: created.headers, body: pdf('What came later!') });
    await Promise.all([1, 2, 3].map(() => post(s3Event(running.bucket, key))));
    expect((await download(running.api, id)).bytes.equals(file.bytes)).toBe(true);
    expect(await timelineOf(id)).toHaveLength(3);
    expect(await trashOf(key)).toBeGreaterThan(0);
  });

  it('for a canceled upload changes nothing', async () => {
    const { id, key } = await running.sent(report('Canceled'));
    await running.api.delete(`/v1/uploads/${id}`);
    expect((await post(s3Event(running.bucket, key))).status).toBe(200);
    expect(await statusOf(id)).toBe('CANCELED');
  });
});

describe('what is no event', () => {
  it.each<[string, unknown, string]>([
    ['no JSON', 'Records=1', 'body'],
    ['a list', [], 'body'],
    ['a text', '"x"', 'body'],
    ['null', 'null', 'body'],
    ['nothing', '', 'body'],
    ['another object', { hello: 'world' }, 'body'],
    ['records that are none', { Records: 'x' }, 'body'],
    ['a record that is a number', { Records: [1] }, 'Records.0.eventName'],
    ['a record without a bucket', { Records: [{ eventName: 'ObjectCreated:Put' }] }, 'Records.0.s3.bucket.name'],
    [
      'a record with a key that is a list',
      { Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: { key: [] } } }] },
      'Records.0.s3.object.key',
    ],
    ['EventBridge without details', { 'detail-type': 'Object Created' }, 'detail.bucket.name'],
    ['too many records', { Records: Array(1001).fill({ eventName: 'x' }) }, 'Records'],
  ])('%s is refused, naming what is wrong', async (_, body, field) => {
    const answer = await post(body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'VALIDATION_FAILED' });
    expect(answer.body.errors[0].field).toBe(field);
  });

  it('plain text elsewhere stays refused', async () => {
    const answer = await running.api.call('POST', '/v1/buckets', {}, { 'content-type': 'text/plain' });
    expect(answer).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_TYPE' } });
  });
});

it('asks the sender to repeat while the store is away, and then completes', async () => {
  const { id, key } = await running.sent(report('While the store was away'));
  running.parts.storeLine.set('reset');
  const answer = await post(s3Event(running.bucket, key));
  expect(answer).toMatchObject({ status: 503, body: { code: 'STORAGE_UNAVAILABLE' } });
  running.parts.storeLine.set('open');
  expect(await statusOf(id)).toBe('PENDING');
  expect((await post(s3Event(running.bucket, key))).status).toBe(200);
  expect((await settled(running.api, id)).status).toBe('COMPLETED');
});

it('without any event the reconciler alone completes it', async () => {
  const { id } = await running.sent(report('Nobody tells, nobody confirms'));
  await running.parts.database.query(`UPDATE uploads SET next_check_at = now() WHERE id = '${id}'`);
  await running.reconcile();
  expect((await settled(running.api, id)).status).toBe('COMPLETED');
  expect((await timelineOf(id))[1]).toMatchObject({ event: 'confirmed', actor: 'reconciler' });
});
