import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { announce, usageOf, makeBucket, picture, skuSchema, uploadTo } from '../support/buckets.js';
import { confirm, put, settled } from '../support/walk.js';

let airlock: Airlock;
let api: Api;
let stranger: Api;

beforeAll(async () => {
  airlock = await Airlock.start();
  api = new Api(airlock.url);
  const { body } = await api.post('/v1/organizations', { name: 'stranger' });
  stranger = api.as(body.api_key);
});
afterAll(() => airlock.dispose());

describe('an object', () => {
  it('appears with admission, and its file’s deletion takes it along', async () => {
    const { bucket_id: id } = await makeBucket(api, { bucket_schema: skuSchema() });
    const before = await usageOf(api);
    const done = await uploadTo(api, id, { object_metadata: { sku: 'appears', stock: 3 } });
    expect(done).toMatchObject({ status: 'COMPLETED', bucket_object_id: expect.stringMatching(/^obj_/) });
    const { body: object } = await api.get(`/v1/buckets/${id}/objects/${done.bucket_object_id}`);
    const url = `${(object.blobs[0].url as string).split('/v1/')[0]}/v1/files/${done.upload_id}/content`;
    expect(object).toEqual({
      ...{ object_id: done.bucket_object_id, bucket_id: id, created_at: object.created_at },
      metadata: { sku: 'appears', stock: 3 },
      blobs: [{ property: 'photo', upload_id: done.upload_id, type: 'IMAGE', url }],
    });
    const graphql = await api.graphql(
      'query ($id: ID!) { object(id: $id) { objectId metadata blobs { property uploadId type url } } }',
      {
        id: object.object_id,
      },
    );
    expect(graphql.body.data.object).toMatchObject({
      objectId: object.object_id,
      blobs: [{ uploadId: done.upload_id, url }],
    });
    await api.delete(`/v1/files/${done.upload_id}`);
    expect((await api.get(`/v1/buckets/${id}/objects/${object.object_id}`)).status).toBe(404);
    expect(await usageOf(api)).toEqual(before);
  });

  it('is made of several uploads, leaves them when it goes, and is left by those that go', async () => {
    const { bucket_id: id } = await makeBucket(api);
    const plain = { create_object_on_confirm: false };
    const [front, back] = [
      await uploadTo(api, id, { ...plain, filename: 'front.png' }),
      await uploadTo(api, id, { ...plain, filename: 'back.png' }),
    ];
    expect(front.bucket_object_id).toBeNull();
    const uploads = [front.upload_id, back.upload_id];
    const { status, body: object } = await api.post(`/v1/buckets/${id}/objects`, {
      upload_ids: uploads,
      metadata: { a: 1 },
    });
    expect(status).toBe(201);
    expect(object.blobs.map((b: Json) => [b.property, b.upload_id])).toEqual([
      ['front', uploads[0]],
      ['back', uploads[1]],
    ]);
    const input = { bucketId: id, blobs: [{ property: 'cover', uploadId: uploads[0] }] };
    const second = await api.graphql(
      'mutation ($input: CreateObjectInput!) { createObject(input: $input) { id blobs { property } } }',
      { input },
    );
    const { id: other } = second.body.data.createObject;
    const objectOf = async (upload: string) => (await api.get(`/v1/uploads/${upload}`)).body.bucket_object_id;
    expect(await objectOf(uploads[0])).toBe(object.object_id);
    expect((await api.delete(`/v1/buckets/${id}/objects/${object.object_id}`)).status).toBe(204);
    expect(await Promise.all(uploads.map(objectOf))).toEqual([other, null]);
    const both = await api.post(`/v1/buckets/${id}/objects`, { upload_ids: uploads });
    await Promise.all(uploads.map((upload) => api.delete(`/v1/uploads/${upload}`)));
    for (const gone of [other, both.body.object_id])
      expect((await api.get(`/v1/buckets/${id}/objects/${gone}`)).status).toBe(404);
  });

  it('takes only confirmed uploads of its own bucket and workspace', async () => {
    const { bucket_id: id } = await makeBucket(api);
    const pending = (await announce(api, id)).body.upload_id;
    const elsewhere = await uploadTo(api, 'assets');
    const make = (...upload_ids: string[]) => api.post(`/v1/buckets/${id}/objects`, { upload_ids });
    expect(await make(pending)).toMatchObject({ status: 409, body: { code: 'INVALID_STATE' } });
    expect((await make(elsewhere.upload_id)).status).toBe(404);
    expect((await make('upl_0000000000000000')).status).toBe(404);
    expect((await make(pending, pending)).status).toBe(400);
    expect((await make()).status).toBe(400);
    await api.delete(`/v1/uploads/${pending}`);
    expect((await make(pending)).status).toBe(410);
    expect((await api.post(`/v1/buckets/${id}/objects`, {})).status).toBe(400);
    const theirs = await stranger.post(`/v1/buckets/assets/objects`, { upload_ids: [elsewhere.upload_id] });
    expect(theirs.status).toBe(404);
    expect((await stranger.get(`/v1/buckets/assets/objects/${elsewhere.bucket_object_id}`)).status).toBe(404);
    const asked = await stranger.graphql('mutation ($id: ID!) { deleteObject(input: { objectId: $id }) { id } }', {
      id: elsewhere.bucket_object_id,
    });
    expect(asked.body.errors[0].extensions.code).toBe('NOT_FOUND');
    expect((await api.get(`/v1/buckets/assets/objects/${elsewhere.bucket_object_id}`)).status).toBe(200);
  });

  it('is found by its metadata, page by page', async () => {
    const { bucket_id: id } = await makeBucket(api);
    const file = await uploadTo(api, id, { create_object_on_confirm: false });
    const ids: string[] = [];
    for (const metadata of [
      { color: 'red', n: 5 },
      { color: 'blue', n: 5 },
      { color: 'red', n: 6 },
    ])
      ids.unshift(
        (await api.post(`/v1/buckets/${id}/objects`, { upload_ids: [file.upload_id], metadata })).body.object_id,
      );
    const found = async (query: string) =>
      (await api.get(`/v1/buckets/${id}/objects?${query}`)).body.items.map((o: Json) => o.object_id);
    expect(await found('metadata.color=red')).toEqual([ids[0], ids[2]]);
    expect(await found('metadata.color=red&metadata.n=5')).toEqual([ids[2]]);
    const filter = { bucketId: id, metadata: { n: 5 } };
    const { body } = await api.graphql(
      'query ($filter: ObjectFilterInput) { objects(filter: $filter, first: 1) { nodes { id } pageInfo { hasNextPage endCursor } } }',
      { filter },
    );
    expect(body.data.objects).toMatchObject({ nodes: [{ id: ids[1] }], pageInfo: { hasNextPage: true } });
    expect(await found(`limit=2&cursor=${body.data.objects.pageInfo.endCursor}`)).toEqual([ids[2]]);
  });
});

describe('a unique key that is present', () => {
  it('skips the upload: no record, no reservation, no URL', async () => {
    const { bucket_name: bucket } = await makeBucket(api, { bucket_schema: skuSchema() });
    const first = await uploadTo(api, bucket, { object_metadata: { sku: 'same' } });
    const before = await usageOf(api);
    const answer = await announce(api, bucket, { object_metadata: { sku: 'same' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      ...{ status: 'SKIPPED', skipped_unique_key: true, existing_object_id: first.bucket_object_id },
      ...{ presigned_url: null, upload_id: null, s3_key: null, headers: null },
    });
    const graphql = await api.graphql(
      'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id uploadId status existingObjectId presignedUrl } }',
      { input: { bucketId: bucket, filename: 'photo.png', contentType: 'image/png', objectMetadata: { sku: 'same' } } },
    );
    expect(graphql.body.data.createUpload).toEqual({
      ...{ id: expect.stringMatching(/^upl_/), uploadId: null, status: 'SKIPPED' },
      ...{ existingObjectId: first.bucket_object_id, presignedUrl: null },
    });
    const again = { 'idempotency-key': 'skipped' };
    const body = { filename: 'photo.png', content_type: 'image/png', object_metadata: { sku: 'same' } };
    const replies = [await api.call('POST', `/v1/buckets/${bucket}/uploads`, body, again)];
    replies.push(await api.call('POST', `/v1/buckets/${bucket}/uploads`, body, again));
    expect(replies.map((reply) => [reply.status, reply.body.status])).toEqual(Array(2).fill([200, 'SKIPPED']));
    expect(await usageOf(api)).toEqual(before);
    await api.delete(`/v1/buckets/${bucket}/objects/${first.bucket_object_id}`);
    expect((await announce(api, bucket, { object_metadata: { sku: 'same' } })).status).toBe(201);
  });

  it('refuses the upload where the policy is error', async () => {
    const { bucket_name: bucket } = await makeBucket(api, { bucket_schema: skuSchema('error') });
    const first = await uploadTo(api, bucket, { object_metadata: { sku: 'same' } });
    expect(await announce(api, bucket, { object_metadata: { sku: 'same' } })).toMatchObject({
      status: 409,
      body: { code: 'UNIQUE_KEY_EXISTS' },
    });
    const made = await api.post(`/v1/buckets/${bucket}/objects`, {
      upload_ids: [first.upload_id],
      metadata: { sku: 'same' },
    });
    expect(made).toMatchObject({ status: 409, body: { code: 'UNIQUE_KEY_EXISTS' } });
    expect((await announce(api, bucket, { object_metadata: { sku: 'other' } })).status).toBe(201);
  });

  it('leaves one object of many uploads that race for it, and every file readable', async () => {
    const RACERS = 20;
    const { bucket_id: id } = await makeBucket(api, { bucket_schema: skuSchema('error') });
    const announced = await Promise.all(
      Array.from({ length: RACERS }, () => announce(api, id, { object_metadata: { sku: 'race' } })),
    );
    expect(announced.map(({ status }) => status)).toEqual(Array(RACERS).fill(201));
    await Promise.all(announced.map(({ body }) => put(body, picture)));
    await Promise.all(announced.map(({ body }) => confirm(api, body.upload_id)));
    const done = await Promise.all(announced.map(({ body }) => settled(api, body.upload_id)));
    const winners = done.filter(({ status }) => status === 'COMPLETED');
    const losers = done.filter(({ status }) => status === 'COMPLETED_WITH_ERRORS');
    expect([winners.length, losers.length]).toEqual([1, RACERS - 1]);
    expect(
      losers.every((upload) => upload.status_reason === 'unique_key_exists' && upload.bucket_object_id === null),
    ).toBe(true);
    expect((await api.get(`/v1/files/${losers[0].upload_id}/content`)).status).toBe(302);
    expect((await api.get(`/v1/buckets/${id}/objects`)).body.items).toHaveLength(1);
    const listed = async (status: string) =>
      (await api.get(`/v1/uploads?bucket_id=${id}&status=${status}&limit=100`)).body.items.length;
    expect([await listed('COMPLETED'), await listed('COMPLETED_WITH_ERRORS')]).toEqual([1, RACERS - 1]);
  });
});
