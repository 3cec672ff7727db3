import {
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { describeEmbedded } from '../support/real-store.js';
import { StoreAccess } from '../support/store-access.js';
import { create } from '../support/walk.js';

const path = '/v1/admin/store';
let airlock: Airlock;
let api: Api;
let store: StoreAccess;

beforeAll(async () => {
  airlock = await Airlock.start();
  api = new Api(airlock.url);
  store = await StoreAccess.of(airlock.dataDir);
});
afterAll(async () => {
  store.close();
  await airlock.dispose();
});

const verdicts = ({ checks }: Json): Record<string, string> =>
  Object.fromEntries(checks.map(({ name, verdict }: Json) => [name, verdict]));

describeEmbedded('The embedded store', () => {
  it('gives every guarantee, and needs no configuration', async () => {
    const { guarantees, cors, lifecycle } = (await api.get(path)).body;
    expect(guarantees).toEqual(['length', 'type', 'sha256', 'create_only']);
    expect([cors.state, lifecycle.state]).toEqual(['not_needed', 'not_needed']);
  });
});

describe('GET /v1/admin/store', () => {
  it('is for the system alone', async () => {
    const { body } = await api.post('/v1/api-keys', { name: 'no system', scopes: ['admin', 'uploads:write'] });
    const answer = await api.as(body.key ?? body.api_key).get(path);
    expect([answer.status, answer.body.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('tells what was found, when and where, and no secret', async () => {
    const { status, body, text } = await api.get(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      endpoint_host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      bucket: store.bucket,
      checked_at: expect.stringMatching(/Z$/),
      warning: null,
    });
    const essential = body.checks.filter((check: Json) => check.essential && check.verdict !== 'enforced');
    expect(essential).toEqual([]);
    expect(Math.abs(body.clock_offset_ms)).toBeLessThan(30_000);
    expect(text).not.toMatch(/X-Amz|Signature=/);
    expect(text).not.toContain((await store.s3.config.credentials()).secretAccessKey);
  });

  it('answers from memory until it is told to ask again', async () => {
    const { body: first } = await api.get(path);
    expect((await api.get(path)).body).toEqual(first);
    const { body: second } = await api.get(`${path}?refresh=true`);
    expect(second.checked_at > first.checked_at).toBe(true);
    expect(verdicts(second)).toEqual(verdicts(first));
  });

  it('promises an upload what was proven, and nothing else', async () => {
    const { guarantees } = (await api.get(path)).body;
    const bytes = Buffer.from('hello');
    const asked = { guarantees: ['sha256', 'create_only'], file_hash: 'ab'.repeat(32) };
    const created = await create(api, { filename: 'a.txt', contentType: 'text/plain', bytes }, asked);
    expect(created.guarantees).toEqual(guarantees);
    expect(Boolean(created.headers['If-None-Match'])).toBe(guarantees.includes('create_only'));
  });

  it('prints configurations that the store takes, and knows them afterwards', async () => {
    const { cors, lifecycle } = (await api.get(path)).body;
    const { s3, bucket: Bucket } = store;
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: cors.apply }));
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: lifecycle.apply as never }),
    );
    const { body } = await api.get(`${path}?refresh=true`);
    expect([body.cors.state, body.lifecycle.state]).toEqual(['applied', 'applied']);
    expect(verdicts(body).cors).toBe('enforced');
  });

  it('leaves nothing in the bucket', async () => {
    await api.get(`${path}?refresh=true`);
    const below = { Bucket: store.bucket, Prefix: '.airlock-probe/' };
    expect((await store.s3.send(new ListObjectsV2Command(below))).KeyCount).toBe(0);
    expect((await store.s3.send(new ListMultipartUploadsCommand(below))).Uploads ?? []).toEqual([]);
  });
});
