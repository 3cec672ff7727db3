import type { BucketLocation } from '../bucket-location.js';
import type { CredentialSnapshot } from '../credentials.js';
import { BucketAddress } from './bucket-address.js';
import { canonicalValue } from './canonical-value.js';
import { basicIso, expiredCredentials } from './signing-moment.js';
import { SigningScopes } from './signing-scopes.js';

/** SHA-256 of no bytes. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export interface UnsignedRequest {
  method: 'HEAD' | 'GET' | 'PUT' | 'DELETE' | 'POST';
  /** `null`: the request is for the bucket. */
  key: string | null;
  /** Encoded and sorted, such as `x-id=GetObject`; empty for none. */
  query: string;
  /** Lower-case names; all of them are signed. */
  headers: Record<string, string>;
  /** SHA-256 of the body in hex. */
  bodySha256?: string;
}

/** Names and values in turns, as node:http takes them. */
export type RawHeaders = string[];

export interface SignedHttpRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: RawHeaders;
}

/** Signs requests by the header Authorization (SigV4), byte for byte as the AWS SDK does. */
export class RequestSigner {
  readonly address: BucketAddress;
  private readonly scopes: SigningScopes;

  constructor(
    { region, ...location }: BucketLocation,
    private readonly credentials: CredentialSnapshot,
  ) {
    this.address = new BucketAddress({ region, ...location });
    this.scopes = new SigningScopes(region);
  }

  /** `at`: milliseconds of the store's clock. Throws `STORAGE_UNAVAILABLE` when temporary credentials have expired. */
  sign({ method, key, query, headers, bodySha256 = EMPTY_SHA256 }: UnsignedRequest, at: number): SignedHttpRequest {
    const credentials = this.credentials();
    if (credentials.expiration && credentials.expiration.getTime() <= at) throw expiredCredentials();
    const amzDate = basicIso(new Date(at));
    const scope = this.scopes.at(amzDate, credentials);
    const path = key === null ? this.address.root : this.address.pathOf(key);
    const signed: Record<string, string> = {
      ...headers,
      host: this.address.host,
      'x-amz-content-sha256': bodySha256,
      'x-amz-date': amzDate,
    };
    if (credentials.sessionToken) signed['x-amz-security-token'] = credentials.sessionToken;
    const raw: RawHeaders = [];
    const names = Object.keys(signed).sort();
    let canonical = '';
    for (const name of names) {
      const value = signed[name]!;
      raw.push(name, value);
      canonical += `${name}:${canonicalValue(value)}\n`;
    }
    const list = names.join(';');
    const signature = scope.signRequest(`${method}\n${path}\n${query}\n${canonical}\n${list}\n${bodySha256}`, amzDate);
    raw.push(
      'authorization',
      `AWS4-HMAC-SHA256 Credential=${scope.credential}, SignedHeaders=${list}, Signature=${signature}`,
    );
    return { method, path: query ? `${path}?${query}` : path, headers: raw };
  }
}
