import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { S3ObjectStore } from './s3/s3-object-store.js';
import { SigV4UrlSigner } from './signing/sigv4-url-signer.js';
import { oddKeys, type RunningStore } from './testing/running-store.js';

const body = new TextEncoder().encode('hello');
const sha256 = createHash('sha256').update(body).digest('hex');
const expiresInSeconds = 60;

/** The contract of signed URLs: requests that the store must accept and refuse. */
export function describeSignedUrls(name: string, start: () => Promise<RunningStore>): void {
  describe(`${name} and signed URLs`, () => {
    let running: RunningStore;
    let store: S3ObjectStore;
    let signer: SigV4UrlSigner;

    beforeAll(async () => {
      running = await start();
      const { location, credentials } = running;
      store = new S3ObjectStore({ location, multipartCopyThresholdBytes: 2 ** 30 }, () => credentials);
      signer = new SigV4UrlSigner(location, () => credentials);
    });

    afterAll(async () => {
      store.onApplicationShutdown();
      await running.stop();
    });

    const send = async (url: string, init: RequestInit) => {
      const answer = await fetch(url, init);
      await answer.arrayBuffer();
      return answer.status;
    };
    const sign = (key: string, more = {}) =>
      signer.signPut({ key, contentType: 'image/png', contentLength: body.length, expiresInSeconds, ...more });
    const without = (headers: Record<string, string>, name: string) =>
      Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));

    it('refuses a tampered signature', async () => {
      const { url, headers } = sign('tampered');
      const forged = url.replace(/X-Amz-Signature=\w{8}/, 'X-Amz-Signature=00000000');
      expect(await send(forged, { method: 'PUT', headers, body })).toBe(403);
      expect(await store.head('tampered')).toBeNull();
    });

    it.each(oddKeys)(
      'allows a PUT of %s with the given headers, and a GET with the signed response headers',
      async (key) => {
        const { url, headers, method } = sign(key);
        expect(await send(url, { method, headers, body })).toBe(200);
        const disposition = `attachment; filename="x.txt"; filename*=UTF-8''%C3%BC.txt`;
        const get = signer.signGet({
          key,
          contentType: 'text/plain',
          contentDisposition: disposition,
          expiresInSeconds,
        });
        const answer = await fetch(get.url);
        expect(await answer.text()).toBe('hello');
        expect(answer.headers.get('content-type')).toBe('text/plain');
        expect(answer.headers.get('content-disposition')).toBe(disposition);
      },
    );

    it('refuses another type, another length and an expired URL', async () => {
      const { url, headers } = sign('strict');
      expect(await send(url, { method: 'PUT', headers: { 'Content-Type': 'text/html' }, body })).toBe(403);
      expect(await send(url, { method: 'PUT', headers, body: new TextEncoder().encode('longer') })).toBe(403);
      const late = sign('strict', { at: new Date(Date.now() - 120_000) });
      expect(await send(late.url, { method: 'PUT', headers, body })).toBe(403);
      expect(await store.head('strict')).toBeNull();
    });

    it('refuses a request without a signed header', async () => {
      const { url, headers } = sign('guaranteed', { sha256, createOnly: true });
      for (const name of ['If-None-Match', 'x-amz-checksum-sha256'])
        expect(await send(url, { method: 'PUT', headers: without(headers, name), body })).toBe(403);
      expect(await send(url, { method: 'PUT', headers, body })).toBe(200);
      expect(await send(url, { method: 'PUT', headers, body })).toBe(412);
    });

    it('refuses another MD5, other bytes and another disposition', async () => {
      const contentMd5 = createHash('md5').update(body).digest('base64');
      const otherMd5 = createHash('md5').update('other').digest('base64');
      const contentDisposition = `inline; filename="a  b.png"; filename*=UTF-8''a%20%20b.png`;
      const { url, headers } = sign('described', { contentMd5, contentDisposition });
      const put = (changed: Record<string, string>, bytes = body) =>
        send(url, { method: 'PUT', headers: { ...headers, ...changed }, body: bytes });
      for (const name of ['Content-MD5', 'Content-Disposition'])
        expect(await send(url, { method: 'PUT', headers: without(headers, name), body })).toBe(403);
      expect(await put({ 'Content-MD5': otherMd5 })).toBe(403);
      expect(await put({ 'Content-Disposition': 'attachment' })).toBe(403);
      expect(await put({}, new TextEncoder().encode('jello'))).toBe(400);
      expect(await store.head('described')).toBeNull();
      expect(await put({})).toBe(200);
    });

    it('accepts a PUT of nothing that was signed for nothing', async () => {
      const contentMd5 = createHash('md5').digest('base64');
      const { url, headers } = sign('nothing', { contentMd5, contentLength: 0 });
      expect(await send(url, { method: 'PUT', headers, body })).toBe(403);
      expect(await send(url, { method: 'PUT', headers, body: new Uint8Array() })).toBe(200);
      expect(await store.head('nothing')).toMatchObject({ size: 0 });
    });

    it('accepts a form with the exact type and a length in the range only', async () => {
      const post = (maxLength: number) =>
        signer.signPost({ key: 'form/ü.png', contentType: 'image/png', minLength: 1, maxLength, expiresInSeconds });
      const fill = (fields: Record<string, string>) => {
        const form = new FormData();
        for (const [field, value] of Object.entries(fields)) form.append(field, value);
        form.append('file', new Blob([body]), 'x.png');
        return form;
      };
      const tight = post(4);
      expect(await send(tight.url, { method: 'POST', body: fill(tight.fields) })).toBe(400);
      const { url, fields } = post(5);
      expect(await send(url, { method: 'POST', body: fill({ ...fields, 'Content-Type': 'text/html' }) })).toBe(403);
      expect(await send(url, { method: 'POST', body: fill({ ...fields, key: 'other' }) })).toBe(403);
      expect(await store.head('form/ü.png')).toBeNull();
      expect(await send(url, { method: 'POST', body: fill(fields) })).toBe(204);
      expect(await store.head('form/ü.png')).toMatchObject({ size: 5, contentType: 'image/png' });
    });
  });
}
