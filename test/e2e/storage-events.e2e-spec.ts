import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, Api, http, type Json } from '../support/api.js';
import { eicar, noise, pdf } from '../support/fixtures.js';
import { createInParts, PART_BYTES, sendParts } from '../support/parts.js';
import { patience } from '../support/real-store.js';
import { until } from '../support/resilience/until.js';
import { SplitAirlock } from '../support/split-airlock.js';
import { SqsDouble } from '../support/sqs-double.js';
import { eventBridgeEvent, minioEvent, s3Event } from '../support/storage-events.js';
import { keyOf } from '../support/store-access.js';
import { confirm, create, download, put, settled, type TestFile } from '../support/walk.js';

const TOKEN = 'the-token-that-the-store-sends-with-its-events';

let split: SplitAirlock;
let queue: SqsDouble;
let root: Api;
let mine: Api;
let theirs: Api;
let bucket: string;

beforeAll(async () => {
  queue = new SqsDouble();
  await queue.start();
  split = await SplitAirlock.start({ STORAGE_EVENTS_TOKEN: TOKEN }, { STORAGE_EVENTS_SQS_URL: queue.url });
  await split.keepReconcilerAway();
  bucket = split.store.bucket;
  root = new Api(split.api.url);
  [mine, theirs] = [await tenant('Mine'), await tenant('Theirs')];
}, patience(120_000));
afterAll(async () => {
  await split.dispose();
  await queue.stop();
});

async function tenant(name: string): Promise<Api> {
  const { body } = await root.post('/v1/organizations', { name });
  return root.as(body.api_key);
}

let count = 0;
const report = (): TestFile => ({
  filename: 'report.pdf',
  contentType: 'application/pdf',
  bytes: pdf(`Report ${count++}`),
});

/** Sent, and never confirmed. */
async function sent(api: Api, file = report()) {
  const created = await create(api, file);
  expect((await put(created, file.bytes)).status).toBe(200);
  return { id: created.upload_id as string, key: keyOf(created.presigned_url), created, file };
}

const bearer = (secret: string) => `Bearer ${secret}`;
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

function emit(event: unknown, authorization: string = bearer(TOKEN)): Promise<Answer<Json>> {
  return http(`${root.url}/v1/storage/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
    body: JSON.stringify(event),
  });
}

const stateOf = async (api: Api, id: string) => (await api.get(`/v1/uploads/${id}`)).body as Json;
const timelineOf = async (api: Api, id: string) => (await api.get(`/v1/uploads/${id}/timeline`)).body.items as Json[];
const usageOf = async (api: Api) => (await api.get('/v1/usage')).body as Json;

async function expectUntouched(api: Api, id: string): Promise<void> {
  expect((await stateOf(api, id)).status).toBe('PENDING');
  expect(await timelineOf(api, id)).toHaveLength(1);
}

/** Admitted once, by the event, and served as it was sent. */
async function expectAdmittedByEvent(api: Api, id: string, { bytes }: TestFile): Promise<void> {
  expect((await settled(api, id)).status).toBe('COMPLETED');
  const timeline = await timelineOf(api, id);
  expect(timeline.map(({ sequence, event }) => [sequence, event])).toEqual([
    [1, 'created'],
    [2, 'confirmed'],
    [3, 'available'],
  ]);
  expect(timeline[1].actor).toBe('storage-event');
  expect((await download(api, id)).bytes.equals(bytes)).toBe(true);
}

describe('an unconfirmed file becomes available by the event alone', () => {
  const ways: [string, (bucket: string, key: string) => unknown, string][] = [
    ['of S3', s3Event, bearer(TOKEN)],
    ['of MinIO', minioEvent, bearer(TOKEN)],
    ['of Ceph', (b, key) => s3Event(b, key, 's3:ObjectCreated:Post'), bearer(TOKEN)],
    [
      'of MinIO without records',
      (b, key) => ({ EventName: 's3:ObjectCreated:Put', Key: `${b}/${key}` }),
      bearer(TOKEN),
    ],
    ['of EventBridge', eventBridgeEvent, bearer(TOKEN)],
    ['sent with the secret as a password', s3Event, basic('store', TOKEN)],
  ];
  it.each(ways)('%s', async (_, eventOf, authorization) => {
    const { id, key, file } = await sent(mine);
    await expectUntouched(mine, id);
    const { status, body } = await emit(eventOf(bucket, key), authorization);
    expect({ status, body }).toEqual({ status: 200, body: { objects: 1 } });
    await expectAdmittedByEvent(mine, id, file);
  });

  it('size, type and ETag of an event are not trusted', async () => {
    const { id, key, file } = await sent(mine);
    await emit(s3Event(bucket, key, 'ObjectCreated:Put', { size: 1, eTag: '0'.repeat(32), contentType: 'text/html' }));
    await expectAdmittedByEvent(mine, id, file);
    expect(await stateOf(mine, id)).toMatchObject({
      content_type: file.contentType,
      file_size_bytes: file.bytes.length,
    });
  });

  it('an event of malware leads to its rejection', async () => {
    const { id, key } = await sent(mine, { filename: 'a.txt', contentType: 'text/plain', bytes: eicar() });
    expect((await emit(s3Event(bucket, key))).status).toBe(200);
    expect(await settled(mine, id)).toMatchObject({
      status: 'FAILED',
      status_reason: expect.stringMatching(/^infected:/),
    });
  });
});

describe('a forged event', () => {
  it.each<[string, () => Promise<string> | string, number]>([
    ['without a secret', () => '', 401],
    ['with another secret', () => bearer('nope'), 401],
    ['with a part of the secret', () => bearer(TOKEN.slice(0, -1)), 401],
    ['with the secret and more', () => bearer(`${TOKEN}x`), 401],
    ['with the secret as the user', () => basic(TOKEN, ''), 401],
    ['with an empty password', () => basic('store', ''), 401],
    ['with an unknown key', () => bearer(`sk_${'x'.repeat(32)}`), 401],
    ['with the key of the file’s own tenant', () => bearer(mine.key), 403],
    ['with the key of another tenant', () => bearer(theirs.key), 403],
  ])('%s changes nothing', async (_, authorization, expected) => {
    const { id, key } = await sent(mine);
    const { status, body } = await emit(s3Event(bucket, key), await authorization());
    expect({ status, code: body.code }).toEqual({
      status: expected,
      code: expected === 401 ? 'UNAUTHENTICATED' : 'FORBIDDEN',
    });
    await expectUntouched(mine, id);
  });

  it('does not learn whether the file exists', async () => {
    const { key } = await sent(mine);
    const [there, nowhere] = await Promise.all(
      [key, key.replace(/.$/, '!')].map((name) => emit(s3Event(bucket, name), bearer('nope'))),
    );
    const { instance: _, request_id: __, ...known } = there!.body;
    expect(nowhere!.body).toMatchObject(known);
  });
});

describe('an event of an unknown object, or of another tenant’s', () => {
  it('changes nothing, and succeeds so that the store does not repeat it', async () => {
    const { id, key, created } = await sent(mine);
    const [workspace, , upload] = key.split('/') as [string, string, string];
    const [theirWorkspace] = (await sent(theirs)).key.split('/') as [string];
    const keys = [
      ...[`${theirWorkspace}/staging/${upload}`, `ws_zzzzzzzzzzzzzzzz/staging/${upload}`, created.s3_key],
      ...[`${workspace}/staging/upl_0000000000000000`, `${workspace}/sealed/${upload}/1`, `${workspace}/staging/`],
      ...[`/${key}`, `${key}/`, `${key}\n`, `${key}?versionId=1`, key.toUpperCase(), `${key}/../${upload}`],
      ...['', 'x', '../../etc/passwd', '%', 'a\0b', 'x'.repeat(2000), '__proto__'],
    ];
    for (const name of keys) {
      const { status } = await emit(s3Event(bucket, name));
      expect({ name, status }).toEqual({ name, status: 200 });
    }
    for (const event of [s3Event, minioEvent, eventBridgeEvent])
      expect((await emit(event('another-bucket', key))).body).toEqual({ objects: 0 });
    await expectUntouched(mine, id);
    expect(await split.store.holds(key)).toBe(true);
  });

  it('completes the upload of its own tenant, and touches no other', async () => {
    const [own, foreign] = [await sent(mine), await sent(theirs)];
    const before = await usageOf(mine);
    expect((await emit(s3Event(bucket, foreign.key))).status).toBe(200);
    await expectAdmittedByEvent(theirs, foreign.id, foreign.file);
    await expectUntouched(mine, own.id);
    expect(await usageOf(mine)).toEqual(before);
    expect((await mine.get(`/v1/uploads/${foreign.id}`)).status).toBe(404);
  });
});

describe('an event that comes', () => {
  it('before the bytes changes nothing; the next one completes', async () => {
    const file = report();
    const created = await create(mine, file);
    const event = s3Event(bucket, keyOf(created.presigned_url));
    expect((await emit(event)).body).toEqual({ objects: 1 });
    await expectUntouched(mine, created.upload_id);
    await put(created, file.bytes);
    await emit(event);
    await expectAdmittedByEvent(mine, created.upload_id, file);
  });

  it('before all parts have arrived changes nothing', async () => {
    const created = await createInParts(mine, PART_BYTES + 1);
    await sendParts(mine, created.upload_id, [1]);
    const [workspace] = (await sent(mine)).key.split('/') as [string];
    const { status } = await emit(s3Event(bucket, `${workspace}/staging/${created.upload_id}`));
    expect(status).toBe(200);
    expect((await stateOf(mine, created.upload_id)).status).toBe('IN_PROGRESS');
    expect((await mine.delete(`/v1/uploads/${created.upload_id}`)).body.status).toBe('CANCELED');
  });

  it('again and again, in any order, next to the client’s own confirms: one transition each, paid once', async () => {
    const files = await Promise.all([sent(mine), sent(mine), sent(mine)]);
    const before = (await usageOf(mine)).used_bytes as number;
    const records = files.flatMap(({ key }) => [
      ...s3Event(bucket, key, 'ObjectRemoved:Delete').Records,
      ...s3Event(bucket, key).Records,
    ]);
    const bodies = [records, [...records].reverse(), [...records, ...records]].map((Records) => ({ Records }));
    const told = Array.from({ length: 12 }, (_, n) => emit(bodies[n % bodies.length]));
    const confirmed = files.map(({ id }) => confirm(mine, id));
    expect((await Promise.all(told)).map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect((await Promise.all(confirmed)).map(({ status }) => status)).toEqual([202, 202, 202]);
    for (const { id } of files) {
      expect((await settled(mine, id)).status).toBe('COMPLETED');
      expect((await timelineOf(mine, id)).map(({ event }) => event)).toEqual(['created', 'confirmed', 'available']);
    }
    const paid = files.reduce((sum, { file }) => sum + file.bytes.length, 0);
    expect((await usageOf(mine)).used_bytes).toBe(before + paid);
  });
});

describe('an event of an upload that has ended', () => {
  async function expectNothingChanges(api: Api, id: string, key: string): Promise<void> {
    const state = async () => [
      { ...(await stateOf(api, id)), server_time: null },
      await timelineOf(api, id),
      await usageOf(api),
    ];
    const before = await state();
    const answers = await Promise.all([1, 2, 3].map(() => emit(s3Event(bucket, key))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await state()).toEqual(before);
  }

  it('canceled: nothing changes', async () => {
    const { id, key } = await sent(mine);
    await mine.delete(`/v1/uploads/${id}`);
    await expectNothingChanges(mine, id, key);
  });

  it('rejected: nothing changes', async () => {
    const { id, key } = await sent(mine, { filename: 'a.png', contentType: 'image/png', bytes: pdf('No PNG') });
    await confirm(mine, id);
    expect((await settled(mine, id)).status).toBe('FAILED');
    await expectNothingChanges(mine, id, key);
  });

  it('deleted: it stays deleted', async () => {
    const { id, key } = await sent(mine);
    await confirm(mine, id);
    await settled(mine, id);
    expect((await mine.delete(`/v1/files/${id}`)).status).toBe(204);
    expect((await emit(s3Event(bucket, key))).status).toBe(200);
    expect((await mine.get(`/v1/uploads/${id}`)).status).toBe(404);
  });

  it('available, by late bytes: they are discarded, and the scanned bytes are served', async () => {
    const { id, key, created, file } = await sent(mine);
    await emit(s3Event(bucket, key));
    await expectAdmittedByEvent(mine, id, file);
    await until(async () => !(await split.store.holds(key)));
    expect((await put(created, noise(file.bytes.length, 'late'))).status).toBe(200);
    await expectNothingChanges(mine, id, key);
    await until(async () => !(await split.store.holds(key)));
    expect((await download(mine, id)).bytes.equals(file.bytes)).toBe(true);
  });
});

describe('a message in a queue of SQS', () => {
  const isEmpty = () => until(() => queue.bodies.length === 0);

  it('alone completes a file, however often it comes, and is deleted', async () => {
    const { id, key, file } = await sent(mine);
    const event = s3Event(bucket, key);
    queue.send(event, { Type: 'Notification', Message: JSON.stringify(event) }, event);
    await expectAdmittedByEvent(mine, id, file);
    await isEmpty();
    expect(await timelineOf(mine, id)).toHaveLength(3);
  });

  it('that is no event, or names an unknown object, is deleted and changes nothing', async () => {
    const { id, key } = await sent(mine);
    queue.send('', 'x', '[]', '{"Records":[{}]}', s3Event('another-bucket', key), s3Event(bucket, `${key}x`));
    await isEmpty();
    await expectUntouched(mine, id);
  });
});
