import { S3Client } from '@aws-sdk/client-s3';
import type { BucketLocation } from '../bucket-location.js';
import type { StoreCredentials } from '../credentials.js';

/** The SDK says nothing on its own: its lines could hold signed URLs, and every failure reaches us as an error. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

interface ClientLimits {
  maxAttempts: number;
  connectMs: number;
}

/** The SDK's client as every S3-compatible store understands it. Deadlines of whole calls are the caller's. */
export function s3Client(
  { region, endpoint, forcePathStyle }: BucketLocation,
  credentials: () => Promise<StoreCredentials>,
  { maxAttempts, connectMs }: ClientLimits,
): S3Client {
  return new S3Client({
    ...{ region, endpoint, forcePathStyle, credentials, maxAttempts, logger: silent },
    // Stores other than AWS refuse the SDK's own checksums and chunked bodies; ETags and lengths are checked here.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: connectMs,
      throwOnRequestTimeout: true,
      // A paused reader is not a dead store: bodies have their own watch.
      socketTimeout: 0,
      httpAgent: { keepAlive: true, maxSockets: 128 },
      httpsAgent: { keepAlive: true, maxSockets: 128 },
    },
  });
}
