import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { noise, pdf } from '../support/fixtures.js';
import { postForm as post } from '../support/forms.js';
import { confirm, create, download, settled } from '../support/walk.js';

let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  airlock = await Airlock.start();
  api = new Api(airlock.url);
});
afterAll(() => airlock.dispose());

const file = { filename: 'report.pdf', contentType: 'application/pdf', bytes: pdf() };
const announce = (more: Record<string, unknown> = {}) => create(api, file, { method: 'POST', ...more });

describe('a POST form', () => {
  it('accepts the declared file, which is then admitted', async () => {
    const form = await announce();
    expect(form).toMatchObject({ method: 'POST', headers: {}, guarantees: ['length', 'type'], part_size: null });
    expect(form.fields.key).toMatch(/^ws_\w{16}\/staging\/upl_\w{16}$/);
    const answer = await post(form, file.bytes);
    expect(answer.status).toBe(201);
    expect(answer.text).toContain('<Location>');
    expect((await confirm(api, form.upload_id)).status).toBe(202);
    expect((await settled(api, form.upload_id)).status).toBe('COMPLETED');
    expect((await download(api, form.upload_id)).bytes.equals(file.bytes)).toBe(true);
  });

  it.each([
    ['a byte more', Buffer.concat([file.bytes, Buffer.from('x')]), 'EntityTooLarge'],
    ['a byte less', file.bytes.subarray(1), 'EntityTooSmall'],
  ])('is refused by the store with %s', async (_, bytes, code) => {
    const form = await announce();
    const answer = await post(form, bytes);
    expect([answer.status, answer.text.includes(code)]).toEqual([400, true]);
    expect((await confirm(api, form.upload_id)).body.code).toBe('UPLOAD_NOT_UPLOADED');
  });

  it.each([
    ['another type', { 'Content-Type': 'text/html' }],
    ['another key', { key: 'ws_0123456789abcdef/staging/upl_0123456789abcdef' }],
    ['another date', { 'X-Amz-Date': '20300101T000000Z' }],
    ['a field that the policy does not name', { acl: 'public-read' }],
    ['another answer', { success_action_status: '200' }],
    [
      'a wider policy',
      { Policy: Buffer.from('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}').toString('base64') },
    ],
  ])('is refused by the store with %s', async (_, change) => {
    const form = await announce();
    expect((await post(form, file.bytes, change)).status).toBe(403);
    expect((await confirm(api, form.upload_id)).body.code).toBe('UPLOAD_NOT_UPLOADED');
  });

  it('accepts any size up to the limit when none was declared', async () => {
    const limits = { file_size_bytes: undefined };
    const [small, empty] = [await announce(limits), await announce(limits)];
    expect((await post(small, file.bytes)).status).toBe(201);
    expect((await post(empty, Buffer.alloc(0))).status).toBe(400);
    await confirm(api, small.upload_id);
    expect(await settled(api, small.upload_id)).toMatchObject({
      status: 'COMPLETED',
      file_size_bytes: file.bytes.length,
    });
  });

  it('never accepts more than the bucket’s limit, declared or not', async () => {
    const form = await announce({ file_size_bytes: undefined });
    const policy = JSON.parse(Buffer.from(form.fields.Policy, 'base64').toString());
    const { reservations } = (await api.get('/v1/usage')).body;
    const { bytes } = reservations.find(({ upload_id }: Json) => upload_id === form.upload_id);
    expect(policy.conditions).toContainEqual(['content-length-range', 1, bytes]);
  });

  it('is signed again while PENDING, and promises no guarantee that a form cannot enforce', async () => {
    const form = await announce({ guarantees: ['create_only'] });
    expect(form.guarantees).toEqual(['length', 'type']);
    const again = await api.post(`/v1/uploads/${form.upload_id}/sign`);
    expect((await post(again.body, file.bytes)).status).toBe(201);
    expect((await api.get(`/v1/uploads/${form.upload_id}`)).body).toMatchObject({ presigned_url: null, fields: null });
  });

  it('has its fields by GraphQL as a list', async () => {
    const bytes = noise(100);
    const input = { bucketId: 'assets', filename: 'n.bin', contentType: 'application/octet-stream', method: 'POST' };
    const answer = await api.graphql(
      `mutation ($input: CreateUploadInput!) {
        createUpload(input: $input) { uploadId presignedUrl method fields { name value } } }`,
      { input: { ...input, fileSizeBytes: bytes.length } },
    );
    const { presignedUrl, fields } = answer.body.data.createUpload;
    const form = {
      presigned_url: presignedUrl,
      fields: Object.fromEntries(fields.map(({ name, value }: Json) => [name, value])),
    };
    expect((await post(form, bytes)).status).toBe(201);
  });
});
