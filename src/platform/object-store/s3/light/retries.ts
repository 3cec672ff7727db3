import { S3ServiceException } from '@aws-sdk/client-s3';
import { SkewedClockError } from './store-clock.js';

const MAX_ATTEMPTS = 3;
const BASE_MS = 100;
const THROTTLED_BASE_MS = 500;

const networkErrors = new Set([
  ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
]);
const throttlingCodes = new Set([
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'RequestThrottled',
]);
const transientCodes = new Set(['RequestTimeout', 'InternalError']);
const transientStatuses = new Set([500, 502, 503, 504]);

/** How long to pause before the next attempt, with full jitter; `null`: another attempt would fail as well. */
export function pauseBeforeRetry(error: unknown, attempt: number, random = Math.random()): number | null {
  if (attempt >= MAX_ATTEMPTS) return null;
  if (error instanceof SkewedClockError) return 0;
  if (isThrottled(error)) return random * THROTTLED_BASE_MS * 2 ** (attempt - 1);
  return isTransient(error) ? random * BASE_MS * 2 ** (attempt - 1) : null;
}

function isThrottled(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return error.$metadata.httpStatusCode === 429 || throttlingCodes.has(error.name);
}

function isTransient(error: unknown): boolean {
  if (error instanceof S3ServiceException)
    return transientCodes.has(error.name) || transientStatuses.has(error.$metadata.httpStatusCode ?? 0);
  return networkErrors.has((error as NodeJS.ErrnoException).code ?? '');
}
