import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeleteBucketCorsCommand, GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { failureOf } from './support/failure.js';
import { outcome, putRaw, send } from './support/raw-request.js';
import { BUCKET, TestStore } from './support/test-store.js';

const ANY_ORIGIN = 'https://app.example';

describe('CORS', () => {
  let open: TestStore;
  let closed: TestStore;

  beforeAll(async () => {
    open = await TestStore.start();
    closed = await TestStore.start({ corsOrigins: ['https://app.example', 'https://*.trusted.example'] });
  });
  afterAll(async () => {
    await open.close();
    await closed.close();
  });

  const preflight = (test: TestStore, origin: string, method = 'PUT', headers?: string) =>
    send(test.urlOf('a.txt'), {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        ...(headers ? { 'access-control-request-headers': headers } : {}),
      },
    });

  it('allows every origin by default, without cookies', async () => {
    const answer = await preflight(open, ANY_ORIGIN, 'PUT', 'content-type,x-amz-checksum-sha256,if-none-match');
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['access-control-allow-headers']).toBe('content-type, x-amz-checksum-sha256, if-none-match');
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('exposes the headers that upload clients read', async () => {
    const answer = await putRaw(await open.signPut('a.txt'), 'x', { origin: ANY_ORIGIN });
    const exposed = answer.headers['access-control-expose-headers']?.split(', ') ?? [];
    const tus = ['Upload-Offset', 'Upload-Length', 'Tus-Resumable', 'Tus-Version', 'Tus-Extension', 'Tus-Max-Size'];
    expect(exposed).toEqual(expect.arrayContaining(['ETag', 'Location', 'X-Upload-Id', ...tus]));
  });

  it('allows a page to read errors', async () => {
    const answer = await putRaw(open.urlOf('a.txt'), 'x', { origin: ANY_ORIGIN });
    expect(answer.status).toBe(403);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  it('allows only the configured origins', async () => {
    for (const origin of ['https://app.example', 'https://eu.trusted.example']) {
      expect((await preflight(closed, origin)).headers['access-control-allow-origin']).toBe(origin);
    }
    for (const origin of ['https://evil.example', 'https://app.example.evil', 'https://trusted.example']) {
      const answer = await preflight(closed, origin);
      expect(outcome(answer)).toBe('403 AccessForbidden');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('sends a foreign origin a response without CORS headers', async () => {
    const answer = await putRaw(await closed.signPut('a.txt'), 'x', { origin: 'https://evil.example' });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers.vary).toContain('Origin');
  });

  it('uses a bucket’s own rules instead, until they are deleted', async () => {
    const rule = {
      AllowedMethods: ['PUT', 'GET'],
      AllowedOrigins: ['http://own.test'],
      AllowedHeaders: ['content-type', 'x-amz-*'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 60,
    };
    const put = new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [rule] } });
    await closed.s3.send(put);
    const { CORSRules } = await closed.s3.send(new GetBucketCorsCommand({ Bucket: BUCKET }));
    expect(CORSRules).toEqual([rule]);
    expect((await preflight(closed, 'http://own.test', 'PUT', 'x-amz-meta-a')).status).toBe(200);
    expect((await preflight(closed, 'http://own.test', 'DELETE')).status).toBe(403);
    expect((await preflight(closed, 'http://own.test', 'PUT', 'authorization')).status).toBe(403);
    expect((await preflight(closed, ANY_ORIGIN)).status).toBe(403);
    await closed.s3.send(new DeleteBucketCorsCommand({ Bucket: BUCKET }));
    expect((await preflight(closed, ANY_ORIGIN)).status).toBe(200);
    expect(await failureOf(closed.s3.send(new GetBucketCorsCommand({ Bucket: BUCKET })))).toBe(
      '404 NoSuchCORSConfiguration',
    );
  });

  it('refuses unsupported rules', async () => {
    const CORSRules = [{ AllowedMethods: ['PATCH'], AllowedOrigins: ['*'] }];
    const put = new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules } });
    expect(await failureOf(closed.s3.send(put))).toBe('400 MalformedXML');
  });
});
