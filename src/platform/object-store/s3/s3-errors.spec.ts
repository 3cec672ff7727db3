import { S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { Errors } from '../../../shared/errors/errors.js';
import { StoreFullError } from '../store-full-error.js';
import { asStoreError, isStoreOutage } from './s3-errors.js';

const answer = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode } });

describe('asStoreError', () => {
  it.each([
    ['a broken connection', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
    ['a server error', answer('InternalError', 500)],
    ['too many requests', answer('SlowDown', 429)],
    ['a request that took too long', answer('RequestTimeout', 400)],
    ['temporary credentials at their end', answer('ExpiredToken', 400)],
  ])('treats %s as an unavailable store, and keeps the cause', (_what, error) => {
    expect(asStoreError(error)).toMatchObject({ code: 'STORAGE_UNAVAILABLE', cause: error });
  });

  it.each([
    ['AWS_STORAGE_BUCKET_NAME', answer('NoSuchBucket', 404)],
    ['AWS_S3_REGION_NAME', answer('AuthorizationHeaderMalformed', 400)],
    ['AWS_ACCESS_KEY_ID', answer('InvalidAccessKeyId', 403)],
    ['Correct AWS_SECRET_ACCESS_KEY.', answer('SignatureDoesNotMatch', 403)],
    ['AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY', answer('AccessDenied', 403)],
    ['AWS_ACCESS_KEY_ID', Object.assign(new Error('none'), { name: 'CredentialsProviderError' })],
  ])('names the setting %s when it is wrong', (setting, error) => {
    expect(asStoreError(error)).toMatchObject({
      code: 'STORAGE_NOT_CONFIGURED',
      message: expect.stringContaining(setting),
    });
  });

  it.each([
    answer('XMinioStorageFull', 507),
    answer('QuotaExceeded', 403),
    answer('StorageFull', 507),
    answer('Unknown', 507),
  ])('says of %s that there is no space left', (error) => {
    expect(asStoreError(error)).toBeInstanceOf(StoreFullError);
    expect(asStoreError(error)).toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('no space'),
    });
  });

  it.each([answer('NoSuchKey', 404), answer('PreconditionFailed', 412), Errors.storageNotConfigured('X')])(
    'leaves %s to the verb that knows its meaning',
    (error) => {
      expect(asStoreError(error)).toBe(error);
    },
  );

  it.each([
    [answer('NoSuchUpload', 404), true],
    [answer('OperationAborted', 409), true],
    [answer('ConditionalRequestConflict', 409), true],
    [answer('PreconditionFailed', 412), true],
    [answer('MalformedXML', 400), false],
    [answer('NotImplemented', 501), false],
    [new Error('something else'), false],
  ])('%s as an unexpected error is an outage: %p', (error, expected) => {
    expect(isStoreOutage(error)).toBe(expected);
  });
});
