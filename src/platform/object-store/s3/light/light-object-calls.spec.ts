import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { BucketLocation } from '../../bucket-location.js';
import type { StoreCredentials } from '../../credentials.js';
import { RequestSigner } from '../../signing/request-signer.js';
import { hostileKeys, locations, permanent, temporary } from '../../testing/signing-cases.js';
import { copySource } from '../copy-source.js';
import type { LightRequest } from './light-calls.js';
import { copyRequest, deleteManyRequest, deleteRequest, getRequest, headRequest } from './light-object-calls.js';

const at = new Date('2026-11-21T23:59:58.000Z');

interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
}

/** A client of the SDK that sends nothing: its requests are what is compared. */
class Oracle {
  sent?: Sent;
  readonly client: S3Client;

  constructor({ bucket: _, ...location }: BucketLocation, credentials: StoreCredentials) {
    const requestHandler = { handle: () => Promise.reject(new Error('captured')) } as unknown;
    this.client = new S3Client({
      ...location,
      credentials,
      maxAttempts: 1,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: requestHandler as S3ClientConfig['requestHandler'],
    });
    // What the SDK says of itself, and its own checksum where Content-MD5 is sent instead, would be signed as well.
    const apart = /^(amz-sdk-|x-amz-user-agent|user-agent|x-amz-checksum-crc32|x-amz-sdk-checksum)/;
    const strip = (next: (call: { request: Sent }) => unknown) => (call: { request: Sent }) => {
      const { headers } = call.request;
      for (const name of Object.keys(headers)) if (apart.test(name)) delete headers[name];
      Object.assign(headers, this.more);
      return next(call);
    };
    const beforeSigning = { relation: 'before', toMiddleware: 'httpSigningMiddleware' } as const;
    this.client.middlewareStack.addRelativeTo(strip as never, beforeSigning);
    this.client.middlewareStack.add(
      () => (call) => {
        const { method, path, query, headers, body } = call.request as Sent & { query: Record<string, string | null> };
        const names = Object.entries(query).map(([name, value]) => (value ? `${name}=${value}` : name));
        this.sent = { method, path: names.length ? `${path}?${names.join('&')}` : path, headers, body };
        throw new Error('captured');
      },
      { step: 'deserialize', priority: 'low' },
    );
  }

  /** Headers to add before the SDK signs. */
  more: Record<string, string> = {};

  async request(command: object, more = {}): Promise<Sent> {
    this.more = more;
    await expect(this.client.send(command as GetObjectCommand)).rejects.toThrow('captured');
    return this.sent!;
  }
}

const inOrder = (raw: string[]) => {
  const headers: Record<string, string> = {};
  for (let index = 0; index < raw.length; index += 2) headers[raw[index]!] = raw[index + 1]!;
  return headers;
};

afterEach(() => {
  jest.useRealTimers();
});

describe.each(Object.entries(locations))('LightObjectCalls, %s', (_name, location) => {
  describe.each([
    ['permanent', permanent],
    ['temporary', temporary],
  ])('%s credentials', (_kind, credentials) => {
    const signer = new RequestSigner(location, () => credentials);
    const oracle = new Oracle(location, credentials);
    const Bucket = location.bucket;
    const signed = (request: LightRequest) => {
      const { headers, ...rest } = signer.sign(request, at.getTime());
      return { ...rest, headers: inOrder(headers) };
    };
    const freeze = () =>
      jest.useFakeTimers({ now: at, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout'] });

    it.each(hostileKeys)('asks for %s as the AWS SDK does', async (key) => {
      freeze();
      expect(signed(headRequest(key))).toEqual(await oracle.request(new HeadObjectCommand({ Bucket, Key: key })));
      const whole = new GetObjectCommand({ Bucket, Key: key });
      expect(signed(getRequest(key, {}))).toEqual(await oracle.request(whole));
      const part = new GetObjectCommand({ Bucket, Key: key, IfMatch: '"e-2"', Range: 'bytes=0-65535' });
      const request = getRequest(key, { etag: 'e-2', range: { start: 0, end: 65_535 } });
      expect(signed(request)).toEqual(await oracle.request(part));
    });

    it.each(hostileKeys)('copies %s as the AWS SDK does', async (key) => {
      freeze();
      for (const contentType of ['image/png', 'text/plain;  charset="x  y"'])
        for (const sha256 of [undefined, '0'.repeat(64)]) {
          const copy = new CopyObjectCommand({
            Bucket,
            Key: `copies/${key}`,
            CopySource: copySource(Bucket, key),
            CopySourceIfMatch: '"e"',
            MetadataDirective: 'REPLACE',
            ContentType: contentType,
            ...(sha256 && { ChecksumAlgorithm: 'SHA256' as const }),
          });
          const request = { from: key, to: `copies/${key}`, etag: 'e', size: 1, contentType, sha256 };
          expect(signed(copyRequest(Bucket, request))).toEqual(await oracle.request(copy));
        }
    });

    it.each(hostileKeys)('deletes %s as the AWS SDK does', async (key) => {
      freeze();
      expect(signed(deleteRequest(key))).toEqual(await oracle.request(new DeleteObjectCommand({ Bucket, Key: key })));
    });

    it('deletes many as the AWS SDK does, but for the checksum', async () => {
      freeze();
      const request = deleteManyRequest(hostileKeys);
      const Delete = { Objects: hostileKeys.map((Key) => ({ Key })), Quiet: true };
      const many = new DeleteObjectsCommand({ Bucket, Delete });
      const expected = await oracle.request(many, { 'content-md5': request.headers['content-md5'] });
      const { path, ...rest } = signed(request);
      expect({ ...rest, body: request.body, path: path.replace(/=$/, '') }).toEqual(expected);
    });
  });
});
