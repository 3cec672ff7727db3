import { createHash, createHmac } from 'node:crypto';
import { type S3Request } from '../http/s3-request.js';
import { S3Error, s3Errors } from '../s3-error.js';
import { canonicalRequest, type Instead } from './canonical-request.js';
import { type PresentedSignature, presentedSignature } from './presented-signature.js';
import { constantTimeEqual } from './constant-time-equal.js';
import { signatureMismatch } from './signature-mismatch.js';
import { type SigningKeys } from './signing-keys.js';

const MAX_SKEW_MS = 15 * 60 * 1000;
const TIMESTAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** A verified signature; the chunk signatures of a signed stream continue from it. */
export interface Authentication {
  payload: string;
  signature: string;
  timestamp: string;
  scope: string;
  key: Buffer;
}

/** Verifies AWS Signature Version 4 as S3 does. There is no anonymous access: unsigned requests are refused. */
export class SignatureVerifier {
  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: () => number,
  ) {}

  verify(request: S3Request): Authentication {
    const presented = presentedSignature(request);
    const { scope, key, date } = this.keys.derive(presented.credential);
    this.requireTimely(presented);
    if (!presented.timestamp.startsWith(date)) throw s3Errors.signatureMismatch();
    requireSignedHeaders(request, presented.signedHeaders);
    const sign = (instead?: Instead) => {
      const canonical = canonicalRequest(request, presented, instead);
      const hash = createHash('sha256').update(canonical, 'latin1').digest('hex');
      const text = ['AWS4-HMAC-SHA256', presented.timestamp, scope, hash].join('\n');
      return createHmac('sha256', key).update(text).digest('hex');
    };
    const fits = (instead?: Instead) => constantTimeEqual(presented.signature, sign(instead));
    const signature = sign();
    if (!constantTimeEqual(presented.signature, signature)) throw signatureMismatch(request, presented, fits);
    return { payload: presented.payload, signature, timestamp: presented.timestamp, scope, key };
  }

  private requireTimely({ timestamp, expiresInSeconds }: PresentedSignature): void {
    const signedAt = parseTimestamp(timestamp);
    const now = this.clock();
    if (expiresInSeconds === undefined) {
      if (Math.abs(now - signedAt) > MAX_SKEW_MS) {
        throw new S3Error(403, 'RequestTimeTooSkewed', 'The request time differs too much from ours. Set your clock.');
      }
      return;
    }
    const expiresAt = signedAt + expiresInSeconds * 1000;
    if (now > expiresAt) throw expired(expiresInSeconds, new Date(expiresAt), new Date(now));
    if (signedAt > now + MAX_SKEW_MS) throw s3Errors.accessDenied('Request is not valid yet.');
  }
}

/** Some clients look for the words of S3 to get a new URL by themselves. */
function expired(expiresInSeconds: number, expiresAt: Date, now: Date): S3Error {
  return s3Errors.accessDenied('Request has expired', {
    'X-Amz-Expires': String(expiresInSeconds),
    Expires: expiresAt.toISOString(),
    ServerTime: now.toISOString(),
    Hint: 'Get a new URL.',
  });
}

function parseTimestamp(timestamp: string): number {
  const [matched, ...fields] = TIMESTAMP.exec(timestamp) ?? [];
  if (!matched) throw s3Errors.accessDenied('AWS authentication requires a valid X-Amz-Date.');
  const [year = 0, month = 0, day, hour, minute, second] = fields.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Every x-amz-* header must be covered by the signature. */
function requireSignedHeaders(request: S3Request, signedHeaders: readonly string[]): void {
  if (!signedHeaders.includes('host')) throw s3Errors.signatureMismatch();
  const unsigned = Object.keys(request.incoming.headers).find(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signedHeaders.includes(name),
  );
  if (unsigned)
    throw s3Errors.accessDenied('There were headers present in the request which were not signed', {
      HeadersNotSigned: unsigned,
      Hint: `Leave out ${unsigned}, or have a URL signed with it.`,
    });
}
