import { X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SnsHttp } from './sns-http.js';

const HOUR_MS = 3_600_000;
/** Strangers can name certificates that are not there: asked for once in this time, however often they do. */
const FAILURE_MS = 30_000;
const MAX_AT_ONCE = 4;

type Known = { pem: string } | { problem: Error };

/** SNS's signing certificates, read once an hour. Only URLs whose host was checked may be asked for. */
@Injectable()
export class SnsCertificates {
  private readonly known = new LRUCache<string, Known>({ max: 100 });
  private readonly underWay = new Map<string, Promise<Known>>();

  constructor(private readonly http: SnsHttp) {}

  /** Throws when it cannot be had: that says nothing of the message. */
  async pem(url: string): Promise<string> {
    const known = this.known.get(url) ?? (await this.lookUp(url));
    if ('problem' in known) throw known.problem;
    return known.pem;
  }

  private lookUp(url: string): Promise<Known> {
    const underWay = this.underWay.get(url);
    if (underWay) return underWay;
    if (this.underWay.size >= MAX_AT_ONCE) throw new Error('too many certificates are being looked up');
    const lookUp = this.read(url).finally(() => this.underWay.delete(url));
    this.underWay.set(url, lookUp);
    return lookUp;
  }

  private async read(url: string): Promise<Known> {
    try {
      const pem = await this.http.get(new URL(url));
      const lifeMs = Math.min(HOUR_MS, validFor(pem));
      this.known.set(url, { pem }, { ttl: lifeMs });
      return { pem };
    } catch (error) {
      const failure = { problem: error as Error };
      this.known.set(url, failure, { ttl: FAILURE_MS });
      return failure;
    }
  }
}

/** Milliseconds that a certificate has left; throws when it is none, or not valid now. */
function validFor(pem: string): number {
  const { validFrom, validTo } = new X509Certificate(pem);
  const left = Date.parse(validTo) - Date.now();
  if (!(left > 0) || Date.parse(validFrom) > Date.now()) throw new Error('the certificate is not valid at this time');
  return left;
}
