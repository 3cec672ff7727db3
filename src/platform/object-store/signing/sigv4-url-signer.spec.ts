import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { GetObjectCommand, PutObjectCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { BucketLocation } from '../bucket-location.js';
import type { StoreCredentials } from '../credentials.js';
import { hostileKeys, locations, permanent, temporary } from '../testing/signing-cases.js';
import { SigV4UrlSigner } from './sigv4-url-signer.js';

const at = new Date('2026-11-21T23:59:58.765Z');
const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const types = ['image/png', 'text/plain; charset=utf-8', 'application/vnd.a+b;  q="x  y"'];

function makeClient(location: BucketLocation, credentials: StoreCredentials) {
  return new S3Client({
    ...location,
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

const options = {
  expiresIn: 900,
  signingDate: at,
  signableHeaders: new Set(['content-type', 'content-length', 'if-none-match', 'x-amz-checksum-sha256', 'host']),
  unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
};

// The SDK gives a part a default content type, which browsers do not send with a slice: it stays unsigned.
const partOptions = { expiresIn: 900, signingDate: at };

afterEach(() => {
  jest.useRealTimers();
});

describe.each(Object.entries(locations))('SigV4UrlSigner, %s', (_name, location) => {
  describe.each([
    ['permanent', permanent],
    ['temporary', temporary],
  ])('%s credentials', (_kind, credentials) => {
    const client = makeClient(location, credentials);
    const signer = new SigV4UrlSigner(location, () => credentials);
    const Bucket = location.bucket;

    it.each(hostileKeys)('signs PUT %s as the AWS SDK does', async (key) => {
      for (const contentType of types)
        for (const contentLength of [undefined, 0, 1, 5 * 1024 ** 3])
          for (const strict of [false, true]) {
            const expected = await getSignedUrl(
              client,
              new PutObjectCommand({
                Bucket,
                Key: key,
                ContentType: contentType,
                ContentLength: contentLength,
                ...(strict && { ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'), IfNoneMatch: '*' }),
              }),
              options,
            );
            const more = strict ? { sha256, createOnly: true } : {};
            const signed = signer.signPut({ key, contentType, contentLength, expiresInSeconds: 900, at, ...more });
            expect(signed.url).toBe(expected);
          }
    });

    it.each(hostileKeys)('signs GET %s as the AWS SDK does', async (key) => {
      const contentDisposition = `attachment; filename="a b.png"; filename*=UTF-8''%C3%BC%20(1).png`;
      const expected = await getSignedUrl(
        client,
        new GetObjectCommand({
          Bucket,
          Key: key,
          ResponseContentType: 'image/svg+xml',
          ResponseContentDisposition: contentDisposition,
        }),
        options,
      );
      const signed = signer.signGet({
        key,
        contentType: 'image/svg+xml',
        contentDisposition,
        expiresInSeconds: 900,
        at,
      });
      expect(signed.url).toBe(expected);
    });

    it.each(hostileKeys)('signs parts of %s as the AWS SDK does', async (key) => {
      for (const partNumber of [1, 10_000])
        for (const uploadId of ['2~abcDEF', 'UP/1+2=&x y%ü'])
          for (const contentLength of [1, 5 * 1024 ** 2]) {
            const expected = await getSignedUrl(
              client,
              new UploadPartCommand({
                Bucket,
                Key: key,
                UploadId: uploadId,
                PartNumber: partNumber,
                ContentLength: contentLength,
              }),
              partOptions,
            );
            const part = { key, uploadId, partNumber, contentLength };
            expect(signer.signPart({ ...part, expiresInSeconds: 900, at }).url).toBe(expected);
          }
    });

    it.each(hostileKeys)('signs a form for %s as the AWS SDK does', async (key) => {
      jest.useFakeTimers({ now: at, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout'] });
      const expected = await createPresignedPost(client, {
        Bucket,
        Key: key,
        Conditions: [['content-length-range', 1, 1000]],
        Fields: { 'Content-Type': 'image/png', success_action_status: '201' },
        Expires: 900,
      });
      const range = { minLength: 1, maxLength: 1000, successStatus: 201 } as const;
      const request = { key, contentType: 'image/png', ...range, expiresInSeconds: 900 };
      const { url, fields } = signer.signPost({ ...request, at });
      expect({ url, fields }).toEqual(expected);
    });
  });
});

describe.each(Object.entries(locations))('headers that browsers send for Active Storage, %s', (_name, location) => {
  const client = makeClient(location, temporary);
  const signer = new SigV4UrlSigner(location, () => temporary);
  const names = ['content-md5', 'content-disposition', ...options.signableHeaders];
  const dispositions = [
    `inline; filename="hello.txt"; filename*=UTF-8''hello.txt`,
    `inline; filename="a  b ___.png"; filename*=UTF-8''a%20%20b%20%C3%BC%F0%9F%8E%89.png`,
  ];

  it.each(dispositions)('are signed as the AWS SDK does: %s', async (contentDisposition) => {
    for (const contentMd5 of [undefined, '1B2M2Y8AsgTpgAmY7PhCfg=='])
      for (const contentLength of [undefined, 0, 5])
        for (const strict of [false, true]) {
          const command = new PutObjectCommand({
            ...{ Bucket: location.bucket, Key: 'ws_1/staging/upl_2', ContentType: 'image/png' },
            ...{ ContentLength: contentLength, ContentMD5: contentMd5, ContentDisposition: contentDisposition },
            ...(strict && { ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'), IfNoneMatch: '*' }),
          });
          const unhoistableHeaders = new Set([...options.unhoistableHeaders, 'content-md5', 'content-disposition']);
          const expected = await getSignedUrl(client, command, {
            ...options,
            signableHeaders: new Set(names),
            unhoistableHeaders,
          });
          const file = { key: 'ws_1/staging/upl_2', contentType: 'image/png', contentLength };
          const more = strict ? { sha256, createOnly: true } : {};
          const put = { ...file, ...more, contentMd5, contentDisposition, expiresInSeconds: 900, at };
          expect(signer.signPut(put).url).toBe(expected);
        }
  });
});

describe('SigV4UrlSigner', () => {
  const location = locations['path style']!;
  const signer = new SigV4UrlSigner(location, () => permanent);
  const put = { key: 'k', contentType: 'image/png', expiresInSeconds: 900, at };
  const query = (url: string) => Object.fromEntries(new URL(url).searchParams);

  it('requires only Content-Type and the headers of guarantees from the client', () => {
    expect(signer.signPut({ ...put, contentLength: 3 }).headers).toEqual({ 'Content-Type': 'image/png' });
    expect(signer.signPut({ ...put, contentLength: 3, sha256, createOnly: true }).headers).toEqual({
      'Content-Type': 'image/png',
      'If-None-Match': '*',
      'x-amz-checksum-sha256': '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    });
    const part = signer.signPart({ key: 'k', uploadId: 'u', partNumber: 1, contentLength: 9, expiresInSeconds: 9, at });
    expect(part.headers).toEqual({});
  });

  it('signs every guarantee as a header and hoists none to the query', () => {
    const { url } = signer.signPut({ ...put, contentLength: 3, sha256, createOnly: true });
    expect(query(url)['X-Amz-SignedHeaders']).toBe(
      'content-length;content-type;host;if-none-match;x-amz-checksum-sha256',
    );
    expect(Object.keys(query(url)).filter((name) => /checksum|none-match|content-length/i.test(name))).toEqual([]);
  });

  it('gives every signed header of a blob to the client, and hoists none to the query', () => {
    const contentDisposition = `inline; filename="a.png"; filename*=UTF-8''a.png`;
    const { url, headers } = signer.signPut({ ...put, contentLength: 0, contentMd5: 'x==', contentDisposition });
    expect(headers).toEqual({
      'Content-Type': 'image/png',
      'Content-MD5': 'x==',
      'Content-Disposition': contentDisposition,
    });
    expect(query(url)['X-Amz-SignedHeaders']).toBe('content-disposition;content-length;content-md5;content-type;host');
    expect(Object.keys(query(url)).filter((name) => /md5|disposition/i.test(name))).toEqual([]);
  });

  it('limits URLs and forms to the lifetime of temporary credentials', () => {
    const expiration = new Date('2026-11-22T00:01:00.900Z');
    const clamped = new SigV4UrlSigner(location, () => ({ ...temporary, expiration }));
    const { url, expiresAt } = clamped.signPut(put);
    expect(query(url)['X-Amz-Expires']).toBe('62');
    expect(expiresAt).toEqual(new Date('2026-11-22T00:01:00.000Z'));
    const form = clamped.signPost({ ...put, minLength: 1, maxLength: 2 });
    const policy = JSON.parse(Buffer.from(form.fields.Policy!, 'base64').toString()) as { expiration: string };
    expect(policy.expiration).toBe('2026-11-22T00:01:00Z');
  });

  it('refuses to sign with expired credentials', () => {
    const expired = new SigV4UrlSigner(location, () => ({ ...temporary, expiration: at }));
    expect(() => expired.signPut(put)).toThrow(expect.objectContaining({ code: 'STORAGE_UNAVAILABLE' }));
  });

  it('uses new credentials and a new day', async () => {
    let current = permanent;
    const following = new SigV4UrlSigner(location, () => current);
    const before = following.signPut(put).url;
    current = { ...permanent, secretAccessKey: 'another' };
    expect(following.signPut(put).url).not.toBe(before);
    const tomorrow = new Date('2026-11-22T00:00:00Z');
    const Key = put.key;
    const expected = await getSignedUrl(
      makeClient(location, current),
      new PutObjectCommand({ Bucket: location.bucket, Key, ContentType: put.contentType }),
      { ...options, signingDate: tomorrow },
    );
    expect(following.signPut({ ...put, at: tomorrow }).url).toBe(expected);
  });

  it.each([0, 1.5, -1, 604_801, NaN])('refuses a lifetime of %s seconds', (expiresInSeconds) => {
    expect(() => signer.signPut({ ...put, expiresInSeconds })).toThrow(RangeError);
  });

  it('refuses a form key that the store would rewrite', () => {
    const form = { ...put, key: 'a/${filename}', minLength: 1, maxLength: 2 };
    expect(() => signer.signPost(form)).toThrow('${filename}');
  });
});
