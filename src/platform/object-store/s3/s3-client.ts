import { S3Client } from '@aws-sdk/client-s3';
import type { BucketLocation } from '../bucket-location.js';
import type { StoreCredentials } from '../credentials.js';

/** Disables the SDK's logging: its lines could contain signed URLs, and every failure is thrown anyway. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

interface ClientLimits {
  maxAttempts: number;
  connectMs: number;
}

/** An SDK client that works with every S3-compatible store. Callers set the time-outs of whole calls. */
export function s3Client(
  { region, endpoint, forcePathStyle }: BucketLocation,
  credentials: () => Promise<StoreCredentials>,
  { maxAttempts, connectMs }: ClientLimits,
): S3Client {
  return new S3Client({
    ...{ region, endpoint, forcePathStyle, credentials, maxAttempts, logger: silent },
    // Stores other than AWS refuse the SDK's own checksums and chunked bodies; ETags and lengths are checked instead.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: connectMs,
      throwOnRequestTimeout: true,
      // A paused reader is not a dead store: bodies have their own stall timer.
      socketTimeout: 0,
      httpAgent: { keepAlive: true, maxSockets: 128 },
      httpsAgent: { keepAlive: true, maxSockets: 128 },
    },
  });
}
