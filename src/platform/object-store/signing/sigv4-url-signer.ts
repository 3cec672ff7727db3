import type { BucketLocation } from '../bucket-location.js';
import type { CredentialSnapshot } from '../credentials.js';
import { UrlSigner } from '../url-signer.js';
import type { SignedPost, SignedRequest, SignGet, SignPart, SignPost, SignPut } from '../url-signer.js';
import { BucketAddress } from './bucket-address.js';
import { canonicalValue } from './canonical-value.js';
import { postFields } from './post-policy.js';
import { type SigningMoment, signingMoment } from './signing-moment.js';
import type { SigningScope } from './signing-scope.js';
import { SigningScopes } from './signing-scopes.js';
import { encodeValue } from './uri-encoding.js';

/** One request to presign. `signed` are headers in alphabetical order around `host`; `query` follows X-Amz-*. */
interface Presign {
  method: 'PUT' | 'GET';
  key: string;
  beforeHost: [name: string, value: string][];
  afterHost: [name: string, value: string][];
  query: string;
}

/**
 * Presigns with SigV4 in microseconds; the result is byte for byte that of the AWS SDK's presigner. Type, length, checksum
 * and condition are signed headers; they must never move to the query, where stores ignore them.
 */
export class SigV4UrlSigner extends UrlSigner {
  private readonly address: BucketAddress;
  private readonly scopes: SigningScopes;

  constructor(
    private readonly location: BucketLocation,
    private readonly credentials: CredentialSnapshot,
  ) {
    super();
    this.address = new BucketAddress(location);
    this.scopes = new SigningScopes(location.region);
  }

  signPut(request: SignPut): SignedRequest {
    const { key, contentType, contentLength, sha256, createOnly, contentMd5, contentDisposition } = request;
    const beforeHost: Presign['beforeHost'] = [];
    const afterHost: Presign['afterHost'] = [];
    const headers: Record<string, string> = { 'Content-Type': contentType };
    if (contentDisposition !== undefined) {
      beforeHost.push(['content-disposition', contentDisposition]);
      headers['Content-Disposition'] = contentDisposition;
    }
    if (contentLength !== undefined) beforeHost.push(['content-length', String(contentLength)]);
    if (contentMd5 !== undefined) {
      beforeHost.push(['content-md5', contentMd5]);
      headers['Content-MD5'] = contentMd5;
    }
    beforeHost.push(['content-type', contentType]);
    if (createOnly) {
      afterHost.push(['if-none-match', '*']);
      headers['If-None-Match'] = '*';
    }
    if (sha256) {
      const checksum = Buffer.from(sha256, 'hex').toString('base64');
      afterHost.push(['x-amz-checksum-sha256', checksum]);
      headers['x-amz-checksum-sha256'] = checksum;
    }
    const { url, expiresAt } = this.presign(
      { method: 'PUT', key, beforeHost, afterHost, query: '&x-id=PutObject' },
      request.expiresInSeconds,
      request.at,
    );
    return { url, method: 'PUT', headers, expiresAt };
  }

  signGet({ key, contentType, contentDisposition, expiresInSeconds, at }: SignGet): SignedRequest {
    const query =
      `&response-content-disposition=${encodeValue(contentDisposition)}` +
      `&response-content-type=${encodeValue(contentType)}&x-id=GetObject`;
    const { url, expiresAt } = this.presign(
      { method: 'GET', key, beforeHost: [], afterHost: [], query },
      expiresInSeconds,
      at,
    );
    return { url, method: 'GET', headers: {}, expiresAt };
  }

  signPart({ key, uploadId, partNumber, contentLength, expiresInSeconds, at }: SignPart): SignedRequest {
    const beforeHost: Presign['beforeHost'] =
      contentLength === undefined ? [] : [['content-length', String(contentLength)]];
    const query = `&partNumber=${partNumber}&uploadId=${encodeValue(uploadId)}&x-id=UploadPart`;
    const { url, expiresAt } = this.presign(
      { method: 'PUT', key, beforeHost, afterHost: [], query },
      expiresInSeconds,
      at,
    );
    return { url, method: 'PUT', headers: {}, expiresAt };
  }

  signPost(request: SignPost): SignedPost {
    const [scope, moment] = this.begin(request.expiresInSeconds, request.at);
    return {
      url: this.address.url.href,
      fields: postFields(request, this.location.bucket, scope, moment),
      expiresAt: moment.expiresAt,
    };
  }

  private presign(request: Presign, expiresInSeconds: number, at?: Date): { url: string; expiresAt: Date } {
    const [scope, { amzDate, expiresInSeconds: life, expiresAt }] = this.begin(expiresInSeconds, at);
    const path = this.address.pathOf(request.key);
    let headers = '';
    let names = '';
    const add = (name: string, value: string) => {
      headers += `${name}:${canonicalValue(value)}\n`;
      names += names ? `;${name}` : name;
    };
    for (const [name, value] of request.beforeHost) add(name, value);
    add('host', this.address.host);
    for (const [name, value] of request.afterHost) add(name, value);

    const start = `${scope.queryStart}${amzDate}&X-Amz-Expires=${life}${scope.queryToken}`;
    const end = `&X-Amz-SignedHeaders=${names.replaceAll(';', '%3B')}${request.query}`;
    const canonical = `${request.method}\n${path}\n${start}${end}\n${headers}\n${names}\nUNSIGNED-PAYLOAD`;
    const signature = scope.signRequest(canonical, amzDate);
    return { url: `${this.address.origin}${path}?${start}&X-Amz-Signature=${signature}${end}`, expiresAt };
  }

  private begin(expiresInSeconds: number, at = new Date()): [SigningScope, SigningMoment] {
    const credentials = this.credentials();
    const moment = signingMoment(at, expiresInSeconds, credentials);
    return [this.scopes.at(moment.amzDate, credentials), moment];
  }
}
