import { errors } from 'jose';
import { getText } from '../../../platform/outgoing/get-text.js';
import { Errors } from '../../../shared/errors/errors.js';
import { systemCause } from '../../../shared/errors/system-errors.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { type KeyFinder, keySetOf } from './key-set.js';

/** When the keys of an issuer are fetched, and for how long they count. */
export const keySetTimes = {
  /** A set of this age is fetched again in the background. */
  renewMs: 5 * 60_000,
  /** Requests wait for a new set instead of using one of this age, unless the last fetch failed. */
  waitMs: 10 * 60_000,
  /** While the issuer does not answer, a set counts up to this age: as long as most tokens last. */
  trustMs: 60 * 60_000,
  /** Between the beginnings of two fetches, so that made-up key ids cannot make this process call the issuer at will. */
  cooldownMs: 10_000,
  deadlineMs: 5_000,
};
const MAX_BYTES = 256 * 1024;

export interface RemoteKeySetOptions {
  clock?: { now(): number };
  fetchText?: (url: URL) => Promise<string>;
}

/** The keys of another issuer, at its URL. One fetch runs at a time; a fetch that fails leaves the known keys as they are. */
export class RemoteKeySet {
  private known: { find: KeyFinder; at: number } | undefined;
  private begunAt = -Infinity;
  private fetching: Promise<void> | undefined;
  /** Why the last fetch failed. */
  private failure: string | undefined;
  private readonly url: URL;
  private readonly clock: { now(): number };
  private readonly fetchText: (url: URL) => Promise<string>;

  constructor(url: string, { clock = performance, fetchText = fetchSet }: RemoteKeySetOptions = {}) {
    this.url = new URL(url);
    this.clock = clock;
    this.fetchText = fetchText;
  }

  /** The key for a token with this header. Rejects with UNAVAILABLE where only the issuer could say whether there is one. */
  readonly find: KeyFinder = async (header, token) => {
    await this.keepFresh();
    try {
      return await this.trusted()(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    // Perhaps a key that the issuer has added since.
    await this.renew();
    try {
      return await this.trusted()(header, token);
    } catch (error) {
      throw this.failure === undefined ? error : unavailable();
    }
  };

  /** For the health of the service: keeps the set fresh without a request, and rejects while the issuer does not answer. */
  async check(): Promise<void> {
    await this.keepFresh();
    if (this.failure !== undefined) throw this.outage(this.failure);
  }

  private async keepFresh(): Promise<void> {
    const { renewMs, waitMs, trustMs } = keySetTimes;
    const age = this.age;
    if (age < renewMs) return;
    const renewal = this.renew();
    if (age >= trustMs || (age >= waitMs && this.failure === undefined)) await renewal;
  }

  private trusted(): KeyFinder {
    if (!this.known || this.age >= keySetTimes.trustMs) throw unavailable();
    return this.known.find;
  }

  private get age(): number {
    return this.known ? this.clock.now() - this.known.at : Infinity;
  }

  /** Waits for the fetch under way, begins one, or does nothing so soon after the last one. Never rejects. */
  private renew(): Promise<void> {
    if (this.fetching) return this.fetching;
    const now = this.clock.now();
    if (now - this.begunAt < keySetTimes.cooldownMs) return Promise.resolve();
    this.begunAt = now;
    this.fetching = this.fetch(now).finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async fetch(now: number): Promise<void> {
    try {
      this.known = { find: keySetOf(await this.fetchText(this.url)), at: now };
      this.failure = undefined;
    } catch (error) {
      this.failure = reasonOf(error);
    }
  }

  private outage(reason: string): DomainError {
    const known = this.known
      ? 'Tokens by the keys known so far are taken for an hour after the last fetch'
      : 'No key is known';
    const message = `The keys of JWT_JWKS_URL cannot be fetched: ${reason}. ${known}. Look whether the issuer runs and the URL is right.`;
    return new DomainError('unavailable', 'ISSUER_UNAVAILABLE', message);
  }
}

const fetchSet = (url: URL) => getText(url, { deadlineMs: keySetTimes.deadlineMs, maxBytes: MAX_BYTES });

/** Not 401: the token may be good, and its bearer should not log in again for it. */
const unavailable = () =>
  Errors.unavailable('The keys of the issuer of this token cannot be fetched. Try again in a few seconds.');

/** Without text of the other side: it is shown in `/health/ready`. */
function reasonOf(error: unknown): string {
  const found = systemCause(error);
  if (found) return `${found.what} (${found.code})`;
  if (error instanceof errors.JOSEError || error instanceof SyntaxError) return 'the answer is not a JSON Web Key Set';
  if ((error as Error).name === 'TimeoutError') return `no whole answer within ${keySetTimes.deadlineMs / 1_000} s`;
  if (error instanceof TypeError) return 'the answer is a redirect, broken, or not HTTP';
  return (error as Error).message;
}
