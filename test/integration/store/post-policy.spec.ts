import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { failureOf } from './support/failure.js';
import { outcome, type RawAnswer, send } from './support/raw-request.js';
import { BUCKET, TestStore } from './support/test-store.js';

type Fields = Record<string, string>;

function formBody(fields: Fields, file: string): { body: Buffer; headers: Fields } {
  const boundary = `b${randomBytes(8).toString('hex')}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="../p.txt"\r\n\r\n`;
  const body = Buffer.from(`${parts.join('')}${head}${file}\r\n--${boundary}--\r\n`);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

describe('a POST form with a signed policy', () => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.start();
  });
  afterAll(() => test.close());

  const sign = (key: string, expires = 300) =>
    createPresignedPost(test.s3, {
      Bucket: BUCKET,
      Key: key,
      Expires: expires,
      Conditions: [
        ['content-length-range', 1, 10],
        ['eq', '$Content-Type', 'text/plain'],
      ],
      Fields: { 'Content-Type': 'text/plain', 'x-amz-meta-owner': 'zoë' },
    });

  async function post(key: string, change: Fields = {}, file = 'hello', expires = 300): Promise<RawAnswer> {
    const { url, fields } = await sign(key, expires);
    return send(url, { method: 'POST', ...formBody({ ...fields, ...change }, file) });
  }

  const head = (key: string) => test.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));

  it('is stored with its type and metadata', async () => {
    const answer = await post('form.txt');
    expect(answer.status).toBe(204);
    expect(answer.headers.location).toBe(test.urlOf('form.txt'));
    const stored = await head('form.txt');
    expect(stored).toMatchObject({ ContentLength: 5, ContentType: 'text/plain' });
    expect(Buffer.from(stored.Metadata?.owner ?? '', 'latin1').toString()).toBe('zoë');
  });

  it('gets 201 and XML on request', async () => {
    const fields = { success_action_status: '201' };
    const Conditions = [fields];
    const signed = await createPresignedPost(test.s3, { Bucket: BUCKET, Key: 'x201', Conditions, Fields: fields });
    const answer = await send(signed.url, { method: 'POST', ...formBody(signed.fields, 'hi') });
    expect(answer.status).toBe(201);
    expect(answer.text).toContain('<ETag>');
  });

  it('uses the bare file name in the key, never a path', async () => {
    const signed = await createPresignedPost(test.s3, { Bucket: BUCKET, Key: 'dir/${filename}' });
    expect((await send(signed.url, { method: 'POST', ...formBody(signed.fields, 'hi') })).status).toBe(204);
    expect((await head('dir/p.txt')).ContentLength).toBe(2);
  });

  it.each<[string, Fields]>([
    ['another Content-Type', { 'Content-Type': 'text/html' }],
    ['another key', { key: 'final/evil' }],
    ['a field the policy does not name', { 'x-amz-meta-role': 'admin' }],
    ['another signature', { 'X-Amz-Signature': '0'.repeat(64) }],
    ['no policy', { Policy: '' }],
  ])('is refused with %s', async (_, change) => {
    expect((await post('refused.txt', change)).status).toBe(403);
    expect(await failureOf(head('refused.txt'))).toBe('404 NotFound');
  });

  it('is refused when the policy was widened', async () => {
    const { url, fields } = await sign('widened');
    const policy = JSON.parse(Buffer.from(fields.Policy ?? '', 'base64').toString());
    policy.conditions[0] = ['content-length-range', 0, 1e9];
    const Policy = Buffer.from(JSON.stringify(policy)).toString('base64');
    const answer = await send(url, { method: 'POST', ...formBody({ ...fields, Policy }, 'hello') });
    expect(outcome(answer)).toBe('403 SignatureDoesNotMatch');
  });

  it('is refused when the policy has expired', async () => {
    expect((await post('expired', {}, 'hello', -60)).status).toBe(403);
  });

  it('is limited to the size range of its policy', async () => {
    expect(outcome(await post('big', {}, 'x'.repeat(11)))).toBe('400 EntityTooLarge');
    expect(outcome(await post('small', {}, ''))).toBe('400 EntityTooSmall');
    expect((await post('exact', {}, 'x'.repeat(10))).status).toBe(204);
    expect(await failureOf(head('big'))).toBe('404 NotFound');
  });

  it('gets the error also for a far too large body', async () => {
    expect(outcome(await post('huge', {}, 'x'.repeat(32 * 1024 * 1024)))).toBe('400 EntityTooLarge');
  });

  it.each(['x-amz-meta-a b', 'x-amz-meta-', 'x-amz-meta-é'])('is refused with metadata named %j', async (name) => {
    const fields = { [name]: 'x' };
    const signed = await createPresignedPost(test.s3, {
      Bucket: BUCKET,
      Key: 'named',
      Conditions: [fields],
      Fields: fields,
    });
    const answer = await send(signed.url, { method: 'POST', ...formBody(signed.fields, 'hi') });
    expect(outcome(answer)).toBe('400 InvalidArgument');
  });

  it('creates only once with If-None-Match in the policy', async () => {
    const fields = { 'If-None-Match': '*' };
    const signed = await createPresignedPost(test.s3, {
      Bucket: BUCKET,
      Key: 'once',
      Conditions: [fields],
      Fields: fields,
    });
    const attempt = () => send(signed.url, { method: 'POST', ...formBody(signed.fields, 'hi') });
    expect((await attempt()).status).toBe(204);
    expect((await attempt()).status).toBe(412);
  });

  it.each([
    ['is no form at all', { 'content-type': 'multipart/form-data' }, 'x'],
    [
      'ends before its file',
      { 'content-type': 'multipart/form-data; boundary=b' },
      '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nk\r\n--b--\r\n',
    ],
    [
      'breaks off',
      { 'content-type': 'multipart/form-data; boundary=b' },
      '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nhalf',
    ],
  ])('is refused with a 4xx when its body %s', async (_, headers, body) => {
    const { status } = await send(`${test.url}/${BUCKET}`, { method: 'POST', headers, body });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});
