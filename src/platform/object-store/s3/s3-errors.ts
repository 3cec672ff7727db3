import { S3ServiceException } from '@aws-sdk/client-s3';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';
import { StoreFullError } from '../store-full-error.js';

/** Error codes that mean wrong settings, with the correction. */
const misconfigured: Record<string, string> = {
  NoSuchBucket: 'AWS_STORAGE_BUCKET_NAME to a bucket that exists',
  PermanentRedirect: 'AWS_S3_REGION_NAME to the region of the bucket',
  AuthorizationHeaderMalformed: 'AWS_S3_REGION_NAME to the region of the bucket',
  CredentialsProviderError: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
};

/** Error codes of refused credentials, which are set. */
const refused: Record<string, string> = {
  InvalidAccessKeyId: 'The object store does not know the access key of this service. Correct AWS_ACCESS_KEY_ID.',
  SignatureDoesNotMatch:
    'The object store refuses the secret of this service: it is not that of the access key. Correct AWS_SECRET_ACCESS_KEY.',
  InvalidToken: 'The object store refuses the session token of this service. Correct AWS_SESSION_TOKEN, or unset it.',
  RequestTimeTooSkewed:
    'The clock of this machine is more than 15 minutes off the clock of the object store. Correct it.',
};
const ANY_REFUSAL =
  'The object store refuses the credentials of this service. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to credentials that may use the bucket.';

/** Error codes of a store or bucket without space, beside the status 507. */
const full = new Set(['StorageFull', 'XMinioStorageFull', 'QuotaExceeded', 'XMinioAdminBucketQuotaExceeded']);
const INSUFFICIENT_STORAGE = 507;
const transient = new Set(['RequestTimeout', 'ExpiredToken', 'SlowDown', 'TooManyRequests']);

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : '');

/** The object does not exist. A missing bucket or upload session does not count. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && !['NoSuchBucket', 'NoSuchUpload'].includes(nameOf(error));
}

/** Wrong settings or refused credentials, translated. */
export function isNotConfigured(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'STORAGE_NOT_CONFIGURED';
}

export function isUnknownSession(error: unknown): boolean {
  return nameOf(error) === 'NoSuchUpload';
}

/** The requested version is no longer the current one. */
export function isPreconditionFailed(error: unknown): boolean {
  return statusOf(error) === 412;
}

/** Responses of stores without DeleteObjects, or with another form of it. */
const unsupported = new Set([400, 405, 501]);

export function isUnsupportedDelete(error: unknown): boolean {
  return unsupported.has(statusOf(error instanceof DomainError ? error.cause : error) ?? 0);
}

/** Statuses of invalid requests, which are defects; other unexpected errors may be temporary. */
const defects = new Set([400, 405, 411, 413, 414, 416, 501]);

/** An unexpected error of the store counts as an outage, unless the request was invalid. */
export function isStoreOutage(error: unknown): boolean {
  return error instanceof S3ServiceException && !defects.has(statusOf(error) ?? 0);
}

/** An error that the store returned: unlike an outage, a retry would fail again. */
export function isRefusal(error: unknown): error is S3ServiceException {
  return error instanceof S3ServiceException;
}

/**
 * Translates a failed call: wrong settings, refused credentials, no space, or an unavailable store. Errors of a single request (404, 412 and other 4xx)
 * are returned unchanged for the caller to interpret.
 */
export function asStoreError(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const name = nameOf(error);
  const status = statusOf(error) ?? 0;
  const known = knownRefusal(error, name, status);
  if (known) return known;
  return isFinal(name, status) ? error : Errors.storageUnavailable(error);
}

/** Wrong settings, refused credentials, or no space. */
function knownRefusal(error: unknown, name: string, status: number): DomainError | undefined {
  if (full.has(name) || status === INSUFFICIENT_STORAGE) return new StoreFullError(error);
  const toSet = misconfigured[name];
  if (toSet) return Errors.storageNotConfigured(toSet);
  const refusal = refused[name] ?? (status === 401 || status === 403 ? ANY_REFUSAL : undefined);
  return refusal ? Errors.storageRefuses(refusal, error) : undefined;
}

function isFinal(name: string, status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429 && !transient.has(name);
}
