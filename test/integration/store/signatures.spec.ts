import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { failureOf } from './support/failure.js';
import { outcome, putRaw, send } from './support/raw-request.js';
import { BUCKET, clientOf, TestStore } from './support/test-store.js';

const HOUR_MS = 3600 * 1000;
const DAY_SECONDS = 24 * 3600;
const signing = (...names: string[]) => ({ signableHeaders: new Set([...names, 'host']) });
const get = (key: string, more = {}) => new GetObjectCommand({ Bucket: BUCKET, Key: key, ...more });

describe('the signature of a request', () => {
  let test: TestStore;
  let now = Date.now();

  beforeAll(async () => {
    test = await TestStore.start({ clock: () => now });
    await test.put('stored.txt', 'hello');
  });
  afterAll(() => test.close());

  it('refuses a tampered signature', async () => {
    const url = await test.signPut('a');
    const tampered = url.replace(/X-Amz-Signature=(.)/, (_, first) => `X-Amz-Signature=${first === '0' ? '1' : '0'}`);
    expect(outcome(await putRaw(tampered, 'x'))).toBe('403 SignatureDoesNotMatch');
  });

  it('returns the MD5 of a body up to 1 MiB as ETag, and of a larger one what no client takes for an MD5', async () => {
    const limit = 1024 ** 2;
    const etagOf = async (body: Buffer) => (await putRaw(await test.signPut(`etag-${body.length}`), body)).headers.etag;
    const body = Buffer.alloc(limit, 'a');
    expect(await etagOf(body)).toBe(`"${createHash('md5').update(body).digest('hex')}"`);
    expect(await etagOf(Buffer.alloc(limit + 1, 'a'))).toMatch(/^"[0-9a-f]{32}-1"$/);
  });

  it('accepts a presigned PUT with only its Content-Type and returns the MD5 as ETag', async () => {
    const url = await test.signPut('a.txt', { ContentType: 'text/plain' });
    const answer = await putRaw(url, 'hello', { 'content-type': 'text/plain' });
    expect(outcome(answer)).toBe('200');
    expect(answer.headers.etag).toBe('"5d41402abc4b2a76b9719d911017c592"');
  });

  it('refuses requests without credentials', async () => {
    expect(outcome(await putRaw(test.urlOf('anonymous'), 'x'))).toBe('403 AccessDenied');
    expect(outcome(await send(test.urlOf('stored.txt')))).toBe('403 AccessDenied');
    expect((await send(`${test.url}/${BUCKET}`, { method: 'DELETE' })).status).toBe(403);
  });

  it('refuses a URL whose key was changed', async () => {
    const url = (await test.signPut('b')).replace('/b?', '/c?');
    expect((await putRaw(url, 'x')).status).toBe(403);
  });

  it('refuses a PUT URL used to read', async () => {
    expect((await send(await test.signPut('stored.txt'))).status).toBe(403);
  });

  it('refuses an unknown access key', async () => {
    const stranger = clientOf(test.url, { accessKeyId: 'nobody', secretAccessKey: 'x' });
    expect(await failureOf(stranger.send(get('stored.txt')))).toBe('403 InvalidAccessKeyId');
    const constructor = clientOf(test.url, { accessKeyId: 'constructor', secretAccessKey: 'x' });
    expect(await failureOf(constructor.send(get('stored.txt')))).toBe('403 InvalidAccessKeyId');
  });

  it('refuses an expired URL', async () => {
    const url = await test.signPut('late', {}, { expiresIn: 60, signingDate: new Date(now - HOUR_MS) });
    expect(outcome(await putRaw(url, 'x'))).toBe('403 AccessDenied');
  });

  it('accepts a URL until its last second, up to seven days after it was signed', async () => {
    const expiresIn = 7 * DAY_SECONDS;
    const url = await test.signPut('week', {}, { expiresIn, signingDate: new Date(now) });
    const signedAt = Math.floor(now / 1000) * 1000;
    const before = now;
    now = signedAt + expiresIn * 1000;
    expect((await putRaw(url, 'x')).status).toBe(200);
    now += 1;
    expect((await putRaw(url, 'x')).status).toBe(403);
    now = before;
  });

  it('refuses a lifetime of more than seven days', async () => {
    const url = (await test.signPut('long')).replace(/X-Amz-Expires=\d+/, `X-Amz-Expires=${7 * DAY_SECONDS + 1}`);
    expect(outcome(await putRaw(url, 'x'))).toBe('400 AuthorizationQueryParametersError');
  });

  it('refuses a request signed in the future', async () => {
    const url = await test.signPut('early', {}, { signingDate: new Date(now + HOUR_MS) });
    expect((await putRaw(url, 'x')).status).toBe(403);
  });

  it('refuses a header signature made with a clock more than fifteen minutes off', async () => {
    now += HOUR_MS;
    const skewed = failureOf(clientOf(test.url).send(get('stored.txt')));
    expect(await skewed).toBe('403 RequestTimeTooSkewed');
    now -= HOUR_MS;
  });

  it('enforces the signed Content-Type', async () => {
    const url = await test.signPut('typed', { ContentType: 'image/png' }, signing('content-type'));
    expect((await putRaw(url, 'x', { 'content-type': 'text/html' })).status).toBe(403);
    expect((await putRaw(url, 'x')).status).toBe(403);
    expect((await putRaw(url, 'x', { 'content-type': 'image/png' })).status).toBe(200);
  });

  it('enforces the signed Content-Length', async () => {
    const url = await test.signPut('sized', { ContentLength: 5 }, signing('content-length'));
    expect((await putRaw(url, '123456789')).status).toBe(403);
    expect((await putRaw(url, '12345')).status).toBe(200);
  });

  it('enforces the signed If-None-Match', async () => {
    const url = await test.signPut('once', { IfNoneMatch: '*' }, signing('if-none-match'));
    expect((await putRaw(url, '1')).status).toBe(403);
    expect((await putRaw(url, '1', { 'if-none-match': '*' })).status).toBe(200);
    expect(outcome(await putRaw(url, '2', { 'if-none-match': '*' }))).toBe('412 PreconditionFailed');
  });

  it('refuses an unsigned x-amz-* header', async () => {
    expect((await putRaw(await test.signPut('extra'), 'x', { 'x-amz-meta-evil': '1' })).status).toBe(403);
  });

  it('accepts response overrides only when they are signed', async () => {
    const disposition = 'attachment; filename="é.txt"';
    const command = get('stored.txt', {
      ResponseContentType: 'application/x-foo',
      ResponseContentDisposition: disposition,
    });
    const signed = await send(await getSignedUrl(test.s3, command));
    expect(signed.headers['content-type']).toBe('application/x-foo');
    expect(Buffer.from(signed.headers['content-disposition'] ?? '', 'latin1').toString()).toBe(disposition);
    const appended = `${await getSignedUrl(test.s3, get('stored.txt'))}&response-content-type=text%2Fhtml`;
    expect((await send(appended)).status).toBe(403);
  });

  it('refuses a response override that would split the header', async () => {
    const command = get('stored.txt', { ResponseContentDisposition: 'a\r\nset-cookie: x' });
    expect(outcome(await send(await getSignedUrl(test.s3, command)))).toBe('400 InvalidArgument');
  });

  it.each([
    ['an Authorization header it cannot read', { authorization: 'AWS4-HMAC-SHA256 nonsense' }],
    ['another scheme', { authorization: 'Basic dGVzdDp0ZXN0' }],
  ])('refuses %s with a 4xx', async (_, headers) => {
    expect((await send(test.urlOf('stored.txt'), { headers })).status).toBe(400);
  });

  it.each(['/testing/%zz', '/testing/%ff', '/testing?X-Amz-Signature=1', '/testing/a?%'])(
    'refuses %s with a 4xx',
    async (path) => {
      const { status } = await send(test.url + path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    },
  );

  it('keeps metadata that the presigner moved into the query', async () => {
    const url = await test.signPut('meta', { Metadata: { owner: 'u1' } });
    expect((await putRaw(url, 'x')).status).toBe(200);
    const { Metadata } = await test.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'meta' }));
    expect(Metadata).toEqual({ owner: 'u1' });
  });

  it('keeps metadata and content type sent as signed headers', async () => {
    const unhoistableHeaders = new Set(['x-amz-meta-owner']);
    const url = await test.signPut(
      'typed-meta',
      { Metadata: { owner: 'u1' }, ContentType: 'image/png' },
      { unhoistableHeaders },
    );
    expect((await putRaw(url, 'x', { 'x-amz-meta-owner': 'u1', 'content-type': 'image/png' })).status).toBe(200);
    const head = await test.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'typed-meta' }));
    expect(head.Metadata).toEqual({ owner: 'u1' });
    expect(head.ContentType).toBe('image/png');
  });

  it('refuses metadata above two kilobytes', async () => {
    const large = new PutObjectCommand({
      Bucket: BUCKET,
      Key: 'large-meta',
      Body: 'x',
      Metadata: { a: 'x'.repeat(2048) },
    });
    expect(await failureOf(test.s3.send(large))).toBe('400 MetadataTooLarge');
  });
});
