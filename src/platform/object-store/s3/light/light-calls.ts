import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { RequestSigner, type SignedHttpRequest, type UnsignedRequest } from '../../signing/request-signer.js';
import type { BucketLocation } from '../../bucket-location.js';
import type { CredentialSnapshot } from '../../credentials.js';
import { allowanceFor, type Deadlines } from '../deadlines.js';
import { outcomeOf, type RequestObserver } from '../request-observer.js';
import type { CallLimits } from '../s3-calls.js';
import { asStoreError } from '../s3-errors.js';
import { type ExchangeLimits, HttpExchange, textOf } from './http-exchange.js';
import { refusal } from './refusal.js';
import { pauseBeforeRetry } from './retries.js';
import { SkewedClockError, StoreClock } from './store-clock.js';

export interface LightRequest extends UnsignedRequest {
  /** The operation of S3, for the count of requests. */
  operation: string;
  body?: string;
  /** The bytes of an object are the response: they have no deadline here. */
  isStreamed?: boolean;
}

/** Headers that carry no meaning for the store and are not signed. */
const UNSIGNED = ['user-agent', 'airlock'];

/**
 * Requests that are signed by hand and sent by node:http: a fraction of the CPU of the AWS SDK's middleware, with the
 * deadlines, retries and errors of `S3Calls`. Every request must be safe to repeat.
 */
export class LightCalls {
  private readonly signer: RequestSigner;
  private readonly http: HttpExchange;
  private readonly clock = new StoreClock();

  constructor(
    location: BucketLocation,
    credentials: CredentialSnapshot,
    readonly deadlines: Deadlines,
    private readonly observe: RequestObserver,
  ) {
    this.signer = new RequestSigner(location, credentials);
    this.http = new HttpExchange(this.signer.address.url);
  }

  /** `read` turns a successful response into the result; it must consume its body. */
  async call<T>(
    request: LightRequest,
    read: (response: IncomingMessage) => T | Promise<T>,
    { signal, bytes = 0 }: CallLimits = {},
  ): Promise<T> {
    const allowance = allowanceFor(bytes);
    const attemptMs = this.deadlines.attemptMs + allowance;
    const end = performance.now() + this.deadlines.totalMs + allowance;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      try {
        return await this.attempt(request, read, Math.max(1, Math.min(attemptMs, end - performance.now())), signal);
      } catch (error) {
        signal?.throwIfAborted();
        const wait = pauseBeforeRetry(error, attempt);
        if (wait === null || performance.now() + wait >= end) throw asStoreError(causeOf(error));
        await pause(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  close(): void {
    this.http.close();
  }

  private async attempt<T>(
    request: LightRequest,
    read: (response: IncomingMessage) => T | Promise<T>,
    responseMs: number,
    signal?: AbortSignal,
  ): Promise<T> {
    const signedAt = this.clock.now();
    const signed = this.signer.sign(request, signedAt);
    signed.headers.push(...UNSIGNED);
    // Without it node:http would send a body in chunks, if an empty one.
    if (request.method === 'PUT') signed.headers.push('content-length', '0');
    const { isStreamed = false } = request;
    const limits = { connectMs: this.deadlines.connectMs, responseMs, isStreamed, signal };
    const response = await this.send(request, signed, limits);
    const status = response.statusCode ?? 0;
    if (status < 300) return read(response);
    const error = refusal(status, await textOf(response));
    const isSkewed = status < 500 && this.clock.correct(signedAt, response.headers);
    throw isSkewed ? new SkewedClockError(error) : error;
  }

  private async send({ operation, body = '' }: LightRequest, signed: SignedHttpRequest, limits: ExchangeLimits) {
    try {
      const response = await this.http.exchange(signed, body, limits);
      this.observe(operation, outcomeOf(response.statusCode ?? 0));
      return response;
    } catch (error) {
      this.observe(operation, limits.signal?.aborted ? 'aborted' : 'failed');
      throw error;
    }
  }
}

const causeOf = (error: unknown) => (error instanceof SkewedClockError ? error.cause : error);
