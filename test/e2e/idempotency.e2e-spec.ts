import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { type Answer, Api, http, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { sample } from '../support/scrape.js';
import { confirm, settled, upload } from '../support/walk.js';

let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  airlock = await Airlock.start();
  api = new Api(airlock.url);
});
afterAll(() => airlock.dispose());

const file = { filename: 'a.txt', content_type: 'text/plain', file_size_bytes: 5 };
const path = '/v1/buckets/assets/uploads';

const createWith = (key: string, body: object = file, as = api): Promise<Answer<Json>> =>
  as.call('POST', path, body, { 'idempotency-key': key });

describe('a create with an Idempotency-Key', () => {
  it('is answered once, with a URL that works each time', async () => {
    const key = randomUUID();
    const first = await createWith(key);
    const again = await createWith(key, { file_size_bytes: 5, content_type: 'text/plain', filename: 'a.txt' });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    const urls = { presigned_url: null, server_time: null, expires_at: null };
    expect({ ...again.body, ...urls }).toEqual({ ...first.body, ...urls });
    const { presigned_url: url, headers } = again.body;
    expect((await http(url, { method: 'PUT', headers, body: 'hello' })).status).toBe(200);
    await confirm(api, first.body.upload_id);
    expect((await settled(api, first.body.upload_id)).status).toBe('COMPLETED');
    const late = await createWith(key);
    expect(late.body).toMatchObject({ upload_id: first.body.upload_id, presigned_url: null });
    expect(await sample(airlock.url, 'idempotent_requests_total{outcome="replay"}')).toBe(2);
  });

  it('refuses another body under the same key, on another order of fields it does not', async () => {
    const key = randomUUID();
    await createWith(key);
    expect(await createWith(key, { ...file, filename: 'b.txt' })).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });

  it('makes one upload of twenty requests at once; the others are answered 409 with Retry-After', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => createWith(key)));
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body }) => body.upload_id)).size).toBe(1);
    for (const { status, headers, body } of answers.filter((answer) => answer.status !== 201)) {
      expect([status, body.code]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
      expect(headers['retry-after']).toBeDefined();
    }
  });

  it('does not keep a refusal: the corrected request runs', async () => {
    const key = randomUUID();
    expect((await createWith(key, { ...file, filename: 'a/b' })).status).toBe(400);
    expect((await createWith(key)).status).toBe(201);
  });

  it('keeps the keys of callers apart', async () => {
    const key = randomUUID();
    const other = await api.post('/v1/api-keys', { name: 'other', scopes: ['uploads:write'] });
    const mine = await createWith(key);
    const theirs = await createWith(key, file, api.as(other.body.api_key));
    expect(theirs.headers['idempotency-replayed']).toBeUndefined();
    expect(theirs.body.upload_id).not.toBe(mine.body.upload_id);
  });

  it.each([
    ['blank', ' '],
    ['not ASCII', 'ä'],
    ['too long', 'x'.repeat(256)],
  ])('refuses a key that is %s', async (_, key) => {
    expect((await createWith(key)).status).toBe(400);
  });

  it('works by GraphQL, whatever fields the retry asks for', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const mutate = (fields: string) => {
      const query = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) { ${fields} } }`;
      const input = { bucketId: 'assets', filename: 'a.txt', contentType: 'text/plain', fileSizeBytes: 5 };
      return api.call('POST', '/graphql', { query, variables: { input } }, headers);
    };
    const first = await mutate('uploadId');
    const again = await mutate('uploadId presignedUrl createdAt headers { name value }');
    expect(again.body.data.createUpload.uploadId).toBe(first.body.data.createUpload.uploadId);
    expect(again.body.data.createUpload.presignedUrl).toContain('X-Amz-Signature');
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('replays what is nested in an answer by GraphQL', async () => {
    const { upload_id } = await upload(api, {
      filename: 'a.pdf',
      contentType: 'application/pdf',
      bytes: pdf('nested'),
    });
    const query =
      'mutation ($input: CreateObjectInput!) { createObject(input: $input) { objectId blobs { property uploadId } } }';
    const variables = { input: { bucketId: 'assets', uploadIds: [upload_id] } };
    const headers = { 'idempotency-key': randomUUID() };
    const make = () => api.call('POST', '/graphql', { query, variables }, headers);
    const [first, again] = [await make(), await make()];
    expect(first.body.data.createObject.blobs).toEqual([{ property: 'a', uploadId: upload_id }]);
    expect([again.headers['idempotency-replayed'], again.body]).toEqual(['true', first.body]);
  });
});

it('shows the same secret to the retry that made the key', async () => {
  const headers = { 'idempotency-key': randomUUID() };
  const make = () => api.call('POST', '/v1/api-keys', { name: 'ci', scopes: ['uploads:read'] }, headers);
  const [first, again] = [await make(), await make()];
  expect(again.body).toEqual(first.body);
  expect((await api.as(again.body.api_key).get('/v1/uploads')).status).toBe(200);
});
