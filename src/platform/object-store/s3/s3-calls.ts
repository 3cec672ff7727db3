import type { S3Client } from '@aws-sdk/client-s3';
import { type BucketLocation } from '../bucket-location.js';
import type { StoreCredentials } from '../credentials.js';
import { allowanceFor, type Deadlines } from './deadlines.js';
import { s3Client } from './s3-client.js';
import { asStoreError } from './s3-errors.js';

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
    this.client = s3Client(location, credentials, { maxAttempts: 3, connectMs: deadlines.connectMs });
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
