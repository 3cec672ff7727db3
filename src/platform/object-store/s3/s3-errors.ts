import { S3ServiceException } from '@aws-sdk/client-s3';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';

/** Answers that say our settings are wrong, and what to set. */
const misconfigured: Record<string, string> = {
  NoSuchBucket: 'AWS_STORAGE_BUCKET_NAME to a bucket that exists',
  PermanentRedirect: 'AWS_S3_REGION_NAME to the region of the bucket',
  AuthorizationHeaderMalformed: 'AWS_S3_REGION_NAME to the region of the bucket',
  CredentialsProviderError: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
};
const credentialsRefused = 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to credentials that may use the bucket';
const transient = new Set(['RequestTimeout', 'ExpiredToken', 'SlowDown', 'TooManyRequests']);

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : '');

/** The object is not there. A missing bucket or upload session is something else. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && !['NoSuchBucket', 'NoSuchUpload'].includes(nameOf(error));
}

export function isUnknownSession(error: unknown): boolean {
  return nameOf(error) === 'NoSuchUpload';
}

/** The version that was pinned is no longer the current one. */
export function isPreconditionFailed(error: unknown): boolean {
  return statusOf(error) === 412;
}

/** Refusals of a request that should never have been made; all others that no verb expected may pass with time. */
const ours = new Set([400, 405, 411, 413, 414, 416, 501]);

/** A refusal that no verb knew the meaning of: an outage, unless it says that the request was wrong. */
export function isStoreOutage(error: unknown): boolean {
  return error instanceof S3ServiceException && !ours.has(statusOf(error) ?? 0);
}

/** The request itself was wrong: repeating it cannot help, unlike a store that does not answer. */
export function isRefusal(error: unknown): error is S3ServiceException {
  return error instanceof S3ServiceException;
}

/**
 * What a failed call means to the product: settings to mend, or a store that does not answer. Refusals of a single
 * request (404, 412 and other 4xx) pass unchanged to the verb that knows their meaning.
 */
export function asStoreError(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const name = nameOf(error);
  const status = statusOf(error) ?? 0;
  const toSet = settingToMend(name, status);
  if (toSet) return Errors.storageNotConfigured(toSet);
  return isFinal(name, status) ? error : Errors.storageUnavailable(error);
}

function settingToMend(name: string, status: number): string | undefined {
  return misconfigured[name] ?? (status === 401 || status === 403 ? credentialsRefused : undefined);
}

function isFinal(name: string, status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429 && !transient.has(name);
}
