import { S3Client } from '@aws-sdk/client-s3';
import { type BucketLocation } from '../bucket-location.js';
import type { StoreCredentials } from '../credentials.js';
import { allowanceFor, type Deadlines } from './deadlines.js';
import { asStoreError } from './s3-errors.js';

/** The SDK says nothing on its own: its lines could hold signed URLs, and every failure reaches us as an error. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

export interface SendOptions {
  abortSignal: AbortSignal;
  /** Milliseconds of one attempt; 0 leaves it to the signal. */
  requestTimeout: number;
}

export interface CallLimits {
  /** The caller's own wish to stop; its reason is thrown as it is. */
  signal?: AbortSignal;
  /** How many bytes the store works on before it answers. */
  bytes?: number;
}

/** Every request to the store passes here: it gets a deadline, bounded retries (the SDK's) and translated errors. */
export class S3Calls {
  readonly bucket: string;
  private readonly client: S3Client;

  constructor(
    location: BucketLocation,
    credentials: () => Promise<StoreCredentials>,
    readonly deadlines: Deadlines,
  ) {
    this.bucket = location.bucket;
    this.client = new S3Client({
      region: location.region,
      endpoint: location.endpoint,
      forcePathStyle: location.forcePathStyle,
      credentials,
      maxAttempts: 3,
      logger: silent,
      // Stores other than AWS refuse the SDK's own checksums and chunked bodies; ETags and lengths are checked here.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      expectContinueHeader: false,
      requestHandler: {
        connectionTimeout: deadlines.connectMs,
        throwOnRequestTimeout: true,
        // A paused reader is not a dead store: bodies have their own watch.
        socketTimeout: 0,
        httpAgent: { keepAlive: true, maxSockets: 128 },
        httpsAgent: { keepAlive: true, maxSockets: 128 },
      },
    });
  }

  async call<T>(send: (client: S3Client, options: SendOptions) => Promise<T>, limits: CallLimits = {}): Promise<T> {
    const { signal, bytes = 0 } = limits;
    const { attemptMs, totalMs } = this.deadlines;
    signal?.throwIfAborted();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), totalMs + allowanceFor(bytes));
    const abortSignal = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
    try {
      return await send(this.client, { abortSignal, requestTimeout: attemptMs + allowanceFor(bytes) });
    } catch (error) {
      signal?.throwIfAborted();
      throw asStoreError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A call that streams a request body: no deadline but the watch behind `abortSignal`. */
  async stream<T>(send: (client: S3Client, options: SendOptions) => Promise<T>, abortSignal: AbortSignal): Promise<T> {
    try {
      return await send(this.client, { abortSignal, requestTimeout: 0 });
    } catch (error) {
      throw asStoreError(error);
    }
  }

  close(): void {
    this.client.destroy();
  }
}
