import { X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SnsHttp } from './sns-http.js';

const HOUR_MS = 3_600_000;
/** A failed look-up is repeated after this time at the earliest: unauthenticated senders can name missing certificates. */
const FAILURE_MS = 30_000;
const MAX_CONCURRENT = 4;

type Result = { pem: string } | { error: Error };

/** SNS's signing certificates, cached for an hour. Callers check the host of the URL first. */
@Injectable()
export class SnsCertificates {
  private readonly known = new LRUCache<string, Result>({ max: 100 });
  private readonly running = new Map<string, Promise<Result>>();

  constructor(private readonly http: SnsHttp) {}

  /** Throws when the certificate cannot be read, which says nothing about the message. */
  async pem(url: string): Promise<string> {
    const known = this.known.get(url) ?? (await this.lookUp(url));
    if ('error' in known) throw known.error;
    return known.pem;
  }

  private lookUp(url: string): Promise<Result> {
    const running = this.running.get(url);
    if (running) return running;
    if (this.running.size >= MAX_CONCURRENT) throw new Error('too many certificates are being looked up');
    const lookUp = this.read(url).finally(() => this.running.delete(url));
    this.running.set(url, lookUp);
    return lookUp;
  }

  private async read(url: string): Promise<Result> {
    try {
      const pem = await this.http.get(new URL(url));
      const lifeMs = Math.min(HOUR_MS, validFor(pem));
      this.known.set(url, { pem }, { ttl: lifeMs });
      return { pem };
    } catch (error) {
      const failure = { error: error as Error };
      this.known.set(url, failure, { ttl: FAILURE_MS });
      return failure;
    }
  }
}

/** The remaining validity of a certificate in milliseconds; throws when it is not a certificate or not valid now. */
function validFor(pem: string): number {
  const { validFrom, validTo } = new X509Certificate(pem);
  const left = Date.parse(validTo) - Date.now();
  if (!(left > 0) || Date.parse(validFrom) > Date.now()) throw new Error('the certificate is not valid at this time');
  return left;
}
