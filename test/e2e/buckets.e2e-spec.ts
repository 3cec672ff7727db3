import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { announce, usageOf, makeBucket, skuSchema, uploadTo } from '../support/buckets.js';

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

const fieldsOf = ({ body }: { body: Json }) => body.errors.map(({ field }: Json) => field);

describe('buckets', () => {
  const settings = {
    description: 'Invoices',
    status: 'ACTIVE',
    bucket_schema: skuSchema('error'),
    allowed_content_types: ['image/*', 'application/pdf'],
    max_file_size: 5_000_000,
    key_strategy: 'date',
    key_prefix: 'in/',
    key_template: null,
    unscannable_policy: 'allow_flagged',
    unscannable_exceptions: [{ cause: 'encrypted', policy: 'reject' }],
    type_policy: 'record',
    retention_days: 30,
  };

  it('keep everything that is said of them, by REST and GraphQL alike', async () => {
    const made = await makeBucket(api, settings);
    expect(made).toEqual({
      ...settings,
      bucket_id: made.bucket_id,
      bucket_name: made.bucket_name,
      created_at: made.created_at,
    });
    for (const name of [made.bucket_id, made.bucket_name])
      expect((await api.get(`/v1/buckets/${name}`)).body).toEqual(made);
    const found = await api.graphql(
      `query ($id: ID!) { bucket(id: $id) { id bucketId bucketName description status bucketSchema allowedContentTypes
        maxFileSize keyStrategy keyPrefix keyTemplate unscannablePolicy unscannableExceptions { cause policy } typePolicy retentionDays createdAt } }`,
      { id: made.bucket_name },
    );
    const asRest = Object.entries<Json>(found.body.data.bucket).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]);
    expect(Object.fromEntries(asRest)).toEqual({
      ...{ id: made.bucket_id, ...made, key_strategy: 'DATE', type_policy: 'RECORD' },
      ...{ unscannable_policy: 'ALLOW_FLAGGED', unscannable_exceptions: [{ cause: 'ENCRYPTED', policy: 'REJECT' }] },
    });
  });

  it('are changed in part, and back to the default by null; the change counts at once', async () => {
    const { bucket_id: id, bucket_name: name } = await makeBucket(api, settings);
    expect((await announce(api, name, { content_type: 'text/plain', filename: 'a.txt' })).status).toBe(415);
    const patch = { allowed_content_types: null, bucket_schema: null, retention_days: null };
    const { status, body } = await api.call('PATCH', `/v1/buckets/${name}`, patch);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...settings, allowed_content_types: [], bucket_schema: null, retention_days: null });
    expect((await announce(api, name, { content_type: 'text/plain', filename: 'a.txt' })).status).toBe(201);
    const input = { bucketId: id, status: 'ARCHIVED', description: null };
    const changed = await api.graphql(
      'mutation ($input: UpdateBucketInput!) { updateBucket(input: $input) { status description keyPrefix } }',
      { input },
    );
    expect(changed.body.data.updateBucket).toEqual({ status: 'ARCHIVED', description: null, keyPrefix: 'in/' });
    expect(await announce(api, name)).toMatchObject({ status: 409, body: { code: 'BUCKET_INACTIVE' } });
  });

  it('have a policy for types that is an enum with described values', async () => {
    const { bucket_name: name } = await makeBucket(api);
    expect((await api.get(`/v1/buckets/${name}`)).body).toMatchObject({ type_policy: 'contradicted' });
    const input = { bucketId: name, typePolicy: 'UNPROVEN' };
    const mutation = 'mutation ($input: UpdateBucketInput!) { updateBucket(input: $input) { typePolicy } }';
    expect((await api.graphql(mutation, { input })).body.data.updateBucket).toEqual({ typePolicy: 'UNPROVEN' });
    const refused = await api.graphql(mutation, { input: { ...input, typePolicy: 'none' } });
    expect(refused.body.errors).toHaveLength(1);
    const wrong = await api.call('PATCH', `/v1/buckets/${name}`, { type_policy: 'none' });
    expect({ status: wrong.status, fields: fieldsOf(wrong) }).toEqual({ status: 400, fields: ['type_policy'] });
    const { body } = await api.graphql('{ __type(name: "TypePolicy") { kind enumValues { name description } } }');
    expect(body.data.__type.kind).toBe('ENUM');
    expect(body.data.__type.enumValues.map(({ name: value }: Json) => value)).toEqual([
      'CONTRADICTED',
      'RECORD',
      'UNPROVEN',
    ]);
    for (const { description } of body.data.__type.enumValues) expect(description.length).toBeGreaterThan(20);
  });

  it('are refused whole, every field at fault named', async () => {
    const { body: me } = await api.get('/v1/me');
    const bad = {
      bucket_name: 'bkt_mine',
      allowed_content_types: ['image'],
      key_strategy: 'date',
      key_prefix: `${me.workspace_id}/staging/`,
      max_file_size: 10 ** 15,
      bucket_schema: { properties: { a: { type: 'TEXTUAL' } }, unique_key: { fields: ['b'] } },
    };
    const answer = await api.post('/v1/buckets', bad);
    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    expect(fieldsOf(answer).sort()).toEqual([
      'allowed_content_types.0',
      'bucket_name',
      'bucket_schema.properties.a.type',
      'bucket_schema.unique_key.fields.0',
      'key_prefix',
      'max_file_size',
    ]);
    const { bucket_name: name } = await makeBucket(api);
    expect(await api.post('/v1/buckets', { bucket_name: name })).toMatchObject({
      status: 409,
      body: { code: 'INVALID_STATE' },
    });
    expect(fieldsOf(await api.call('PATCH', `/v1/buckets/${name}`, { key_prefix: 'a/' }))).toEqual(['key_prefix']);
  });

  it('name the keys of their files by a template, which is refused when it is not safe', async () => {
    const template = { key_strategy: 'template', key_template: 'shop/{yyyy}/{upload_id}/{filename}' };
    const { bucket_name: name } = await makeBucket(api, template);
    const asked = { filename: 'Größe 1.PDF', content_type: 'application/pdf' };
    const { upload_id: id, s3_key } = (await api.post(`/v1/buckets/${name}/uploads`, asked)).body;
    expect(s3_key).toBe(`shop/${new Date().getUTCFullYear()}/${id}/Gro_e_1.pdf`);
    for (const key_template of ['{filename}', '{workspace_id}/staging/{upload_id}', '../{upload_id}', null]) {
      const answer = await api.call('PATCH', `/v1/buckets/${name}`, { key_template });
      expect([answer.status, fieldsOf(answer)]).toEqual([400, ['key_template']]);
    }
    const input = { bucketId: name, keyStrategy: 'ID', keyTemplate: null };
    const mutation = 'mutation ($i: UpdateBucketInput!) { updateBucket(input: $i) { keyStrategy keyTemplate } }';
    const back = await api.graphql(mutation, { i: input });
    expect(back.body.data.updateBucket).toEqual({ keyStrategy: 'ID', keyTemplate: null });
  });

  it('are deleted when they hold no files, with the records of those that ended', async () => {
    const { bucket_id: id } = await makeBucket(api);
    const file = await uploadTo(api, id);
    expect(await api.delete(`/v1/buckets/${id}`)).toMatchObject({ status: 409, body: { code: 'INVALID_STATE' } });
    await api.delete(`/v1/uploads/${file.upload_id}`);
    expect((await api.delete(`/v1/buckets/${id}`)).status).toBe(204);
    expect((await api.get(`/v1/buckets/${id}`)).status).toBe(404);
    expect((await announce(api, id)).status).toBe(404);
  });

  it('that others have do not exist', async () => {
    const { bucket_id: id, bucket_name: name } = await makeBucket(api);
    for (const bucket of [id, name])
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { description: 'x' }],
        ['DELETE', '', undefined],
        ['POST', '/objects', { upload_ids: ['upl_0000000000000000'] }],
        ['GET', '/objects', undefined],
      ] as const)
        expect((await stranger.call(method, `/v1/buckets/${bucket}${path}`, body)).status).toBe(404);
    expect((await stranger.get('/v1/buckets?limit=100')).body.items.map((b: Json) => b.bucket_name)).not.toContain(
      name,
    );
  });

  it('are read by readers, and changed by their administrators only', async () => {
    const { bucket_name: name } = await makeBucket(api);
    const { body: key } = await api.post('/v1/api-keys', { name: 'reader', scopes: ['uploads:read'] });
    const reader = api.as(key.api_key);
    expect((await reader.get(`/v1/buckets/${name}`)).status).toBe(200);
    expect((await reader.post('/v1/buckets', { bucket_name: 'x' })).status).toBe(403);
    expect((await reader.call('PATCH', `/v1/buckets/${name}`, { description: 'x' })).status).toBe(403);
    expect((await reader.delete(`/v1/buckets/${name}`)).status).toBe(403);
  });
});

describe('a schema', () => {
  it('refuses what it does not allow before there is a URL, and nothing is reserved', async () => {
    const { bucket_name: bucket } = await makeBucket(api, { bucket_schema: skuSchema() });
    const before = await usageOf(api);
    const answer = await announce(api, bucket, {
      blob_property: 'nothing',
      object_metadata: { stock: 'many', other: 1 },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'SCHEMA_VIOLATION' } });
    expect(fieldsOf(answer).sort()).toEqual([
      'blob_property',
      'object_metadata.other',
      'object_metadata.sku',
      'object_metadata.stock',
    ]);
    const asPdf = { filename: 'photo.pdf', content_type: 'application/pdf', object_metadata: { sku: 'a' } };
    expect(fieldsOf(await announce(api, bucket, asPdf))).toEqual(['content_type']);
    expect(fieldsOf(await announce(api, bucket, { object_metadata: { sku: 'a' }, blob_type: 'PDF' }))).toEqual([
      'blob_type',
    ]);
    const graphql = await api.graphql(
      'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { presignedUrl } }',
      {
        input: { bucketId: bucket, filename: 'photo.png', contentType: 'image/png' },
      },
    );
    expect(graphql.body.errors[0].extensions.code).toBe('SCHEMA_VIOLATION');
    expect(await usageOf(api)).toEqual(before);
    expect((await announce(api, bucket, { create_object_on_confirm: false, filename: 'any.png' })).status).toBe(201);
  });
});
