import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { noise } from '../support/fixtures.js';
import { postForm } from '../support/forms.js';
import { ProxiedStore } from '../support/proxied-store.js';
import { storeEnforces } from '../support/store-checks.js';
import { makeToken } from '../support/upload-tokens.js';
import { UppyClient } from '../support/uppy/uppy-client.js';
import type { UppyJob } from '../support/uppy/uppy-job.js';
import { confirm, put, settled } from '../support/walk.js';

const LIMIT = 1000;
const TYPE = 'application/octet-stream';
const unsized = { filename: 'n.bin', content_type: TYPE };
const GRAPHQL = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { uploadId method presignedUrl guarantees headers { name value } fields { name value } } }`;

/** A bucket with a limit of a thousand bytes per file, which bounds a URL of an unknown size. */
async function smallBucket(api: Api): Promise<string> {
  const { body } = await api.post('/v1/buckets', { bucket_name: 'small', max_file_size: LIMIT });
  return body.bucket_id;
}

/** The same create request by every route. */
function ways(api: () => Api, bucket: () => string): Record<string, (more?: Json) => Promise<Json>> {
  const at = () => `/v1/buckets/${bucket()}/uploads`;
  return {
    REST: async (more = {}) => (await api().post(at(), { ...unsized, ...more })).body,
    GraphQL: async (more = {}) => {
      const input = { bucketId: bucket(), filename: unsized.filename, contentType: TYPE, ...more };
      const { data, errors } = (await api().graphql(GRAPHQL, { input })).body;
      if (errors) return errors[0].extensions;
      const { uploadId: upload_id, presignedUrl: presigned_url, fields, headers, method, ...rest } = data.createUpload;
      const guarantees = rest.guarantees.map((name: string) => name.toLowerCase());
      const pairs = (list: Json) => list && Object.fromEntries(list.map(({ name, value }: Json) => [name, value]));
      return { method, guarantees, upload_id, presigned_url, fields: pairs(fields), headers: pairs(headers) };
    },
    'a batch': async (more = {}) => {
      const { body } = await api().post(`${at()}/batch`, { uploads: [{ ...unsized, ...more }] });
      return body.items?.[0] ?? body;
    },
  };
}

const reservedFor = async (api: Api, { upload_id: id }: Json) =>
  (await api.get('/v1/usage')).body.reservations.find(({ upload_id }: Json) => upload_id === id)?.bytes;

describe('a file without a declared size', () => {
  let airlock: Airlock;
  let api: Api;
  let bucket: string;
  let takesForms: boolean;

  beforeAll(async () => {
    airlock = await Airlock.start();
    api = new Api(airlock.url);
    bucket = await smallBucket(api);
    takesForms = await storeEnforces(api, 'post_policy');
  });
  afterAll(() => airlock.dispose());

  const all = ways(
    () => api,
    () => bucket,
  );

  it.each(Object.entries(all))('is a form that bounds it, by %s, where the store takes forms', async (_, announce) => {
    const created = await announce();
    const expected = takesForms
      ? { method: 'POST', guarantees: ['length', 'type'] }
      : { method: 'PUT', guarantees: ['type'] };
    expect(created).toMatchObject(expected);
    expect(await reservedFor(api, created)).toBe(LIMIT);
    if (takesForms) expect((await postForm(created, noise(LIMIT))).status).toBe(201);
    else expect((await put(created, noise(LIMIT))).status).toBe(200);
    await confirm(api, created.upload_id);
    expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED', file_size_bytes: LIMIT });
  });

  it.each([
    ['more than the range', LIMIT + 1],
    ['nothing', 0],
  ])('is refused by the store when it is %s', async (_, size) => {
    const created = await all.REST!();
    if (created.method !== 'POST') return;
    expect((await postForm(created, noise(size))).status).toBe(400);
    expect((await confirm(api, created.upload_id)).body.code).toBe('UPLOAD_NOT_UPLOADED');
  });

  it('is a PUT when that is asked for, by name or by a guarantee that no form carries', async () => {
    expect(await all.REST!({ method: 'PUT' })).toMatchObject({ method: 'PUT', fields: null });
    expect(await all.REST!({ guarantees: ['create_only'] })).toMatchObject({ method: 'PUT', fields: null });
  });
});

describe('where the store takes no forms', () => {
  let store: ProxiedStore;
  let airlock: Airlock;
  let api: Api;
  let bucket: string;

  beforeAll(async () => {
    store = await ProxiedStore.start();
    store.proxy.faults.refuse = ({ method, headers }) =>
      method === 'POST' && headers['content-type']?.startsWith('multipart/form-data') ? 501 : undefined;
    airlock = await Airlock.start({ env: store.settings() });
    api = new Api(airlock.url);
    bucket = await smallBucket(api);
    const { body } = await api.get('/v1/admin/store');
    expect(body.checks.find(({ name }: Json) => name === 'post_policy').verdict).toBe('unsupported');
  });
  afterAll(async () => {
    await airlock.dispose();
    await store.stop();
  });

  const all = ways(
    () => api,
    () => bucket,
  );

  it.each(Object.entries(all))('an unknown size is a PUT that promises no length, by %s', async (_, announce) => {
    const created = await announce();
    expect(created).toMatchObject({ method: 'PUT', guarantees: ['type'] });
    expect(await reservedFor(api, created)).toBe(LIMIT);
    expect((await put(created, noise(LIMIT))).status).toBe(200);
    await confirm(api, created.upload_id);
    expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED', file_size_bytes: LIMIT });
  });

  it('the form API says so, with another way', async () => {
    const { status, body } = await api.post('/files/upload-url', { filename: 'a.png' });
    const otherWay = expect.stringContaining('POST /v1/buckets/{bucket_id}/uploads');
    expect([status, body.code, body.detail]).toEqual([400, 'UNSUPPORTED_METHOD', otherWay]);
  });

  it('more bytes than reserved are deleted and not charged', async () => {
    const before = (await api.get('/v1/usage')).body.used_bytes;
    const created = await all.REST!();
    expect((await put(created, noise(LIMIT + 1))).status).toBe(200);
    await confirm(api, created.upload_id);
    expect(await settled(api, created.upload_id)).toMatchObject({ status: 'FAILED', status_reason: 'size_mismatch' });
    expect((await api.get(`/v1/files/${created.upload_id}/content`)).status).toBe(410);
    expect((await api.get('/v1/usage')).body.used_bytes).toBe(before);
  });

  it.each(Object.entries(all))('POST is refused by %s, with the method that works', async (_, announce) => {
    const { reserved_bytes: before } = (await api.get('/v1/usage')).body;
    const refused = await announce({ method: 'POST' });
    expect(refused.code).toBe('UNSUPPORTED_METHOD');
    expect(refused.errors).toEqual([
      { field: expect.stringMatching(/(^|\.)method$/), message: 'must be PUT or MULTIPART' },
    ]);
    expect((await api.get('/v1/usage')).body.reserved_bytes).toBe(before);
  });

  it('Uppy 6 is told to send parts, and does; Uppy 5 sends a PUT', async () => {
    const token = await makeToken(api);
    const uppy = new UppyClient();
    const job = { name: 'a.txt', type: 'text/plain', size: 11, fill: 'a', way: 'companion', multipart: false } as const;
    const urls = { url: airlock.url, token: token.upload_token, companionUrl: token.companion_url };
    const send = (more: Pick<UppyJob, 'version'> & Partial<UppyJob>) =>
      uppy.send({ ...job, ...urls, signUrl: token.sign_url, ...more });
    expect((await send({ version: 6 })).error).toContain('Companion request failed: Bad Request');
    expect((await send({ version: 6, way: 'sign' })).error).toContain('shouldUseMultipart: true');
    for (const more of [
      { version: 6, multipart: true },
      { version: 6, way: 'sign', said: { size: 11 } },
      { version: 5 },
    ]) {
      const outcome = await send(more as Pick<UppyJob, 'version'>);
      expect(outcome.error).toBeNull();
      expect(await settled(api, outcome.uploadId!)).toMatchObject({ status: 'COMPLETED', file_size_bytes: 11 });
    }
    uppy.close();
  });

  it('POST answers 400', async () => {
    const answer = await api.post(`/v1/buckets/${bucket}/uploads`, { ...unsized, method: 'POST' });
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining('Use PUT, or MULTIPART')]);
  });
});
