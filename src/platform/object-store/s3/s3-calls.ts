import type { S3Client } from '@aws-sdk/client-s3';
import { type BucketLocation } from '../bucket-location.js';
import type { StoreCredentials } from '../credentials.js';
import { allowanceFor, type Deadlines } from './deadlines.js';
import { s3Client } from './s3-client.js';
import { observeRequests } from './observe-requests.js';
import type { RequestObserver } from './request-observer.js';
import { asStoreError } from './s3-errors.js';

export interface SendOptions {
  abortSignal: AbortSignal;
  /** Milliseconds for one attempt; 0: only the signal ends it. */
  requestTimeout: number;
}

export interface CallLimits {
  /** Cancels the call; its reason is thrown unchanged. */
  signal?: AbortSignal;
  /** The bytes that the store processes before it responds; they extend the time-out. */
  bytes?: number;
}

/** Requests by the AWS SDK, with time-outs, limited retries (the SDK's) and translated errors. */
export class S3Calls {
  readonly bucket: string;
  private readonly client: S3Client;

  constructor(
    location: BucketLocation,
    credentials: () => Promise<StoreCredentials>,
    readonly deadlines: Deadlines,
    observe: RequestObserver,
  ) {
    this.bucket = location.bucket;
    this.client = s3Client(location, credentials, { maxAttempts: 3, connectMs: deadlines.connectMs });
    observeRequests(this.client, observe);
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

  /** A call that streams a request body: `abortSignal` ends it when the body stalls, there is no other time-out. */
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
