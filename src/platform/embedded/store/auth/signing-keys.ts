import { createHmac } from 'node:crypto';
import { S3Error } from '../s3-error.js';

const MAX_CACHED_KEYS = 64;

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The scope of a signature and the key derived for it. */
export interface SigningScope {
  date: string;
  scope: string;
  key: Buffer;
}

/** Derives signing keys from the store's credentials; cached per access key and day. */
export class SigningKeys {
  private readonly derived = new Map<string, SigningScope>();

  constructor(
    private readonly credentials: Readonly<Record<string, string>>,
    private readonly region: string,
  ) {}

  /** The scope of a credential `accessKeyId/yyyymmdd/region/s3/aws4_request`. */
  derive(credential: string): SigningScope {
    const known = this.derived.get(credential);
    if (known) return known;
    const [accessKeyId = '', date = '', region, service, terminator, ...rest] = credential.split('/');
    const wellFormed = rest.length === 0 && service === 's3' && terminator === 'aws4_request' && /^\d{8}$/.test(date);
    if (!wellFormed || region !== this.region) {
      const expected = `<access key>/<yyyymmdd>/${this.region}/s3/aws4_request`;
      throw new S3Error(400, 'AuthorizationHeaderMalformed', `The credential must have the form ${expected}.`);
    }
    if (!Object.hasOwn(this.credentials, accessKeyId)) {
      throw new S3Error(403, 'InvalidAccessKeyId', 'The access key you provided does not exist in our records.');
    }
    const dateKey = hmac(`AWS4${this.credentials[accessKeyId]}`, date);
    const key = hmac(hmac(hmac(dateKey, this.region), 's3'), 'aws4_request');
    return this.cache(credential, { date, scope: `${date}/${this.region}/s3/aws4_request`, key });
  }

  private cache(credential: string, scope: SigningScope): SigningScope {
    if (this.derived.size >= MAX_CACHED_KEYS) this.derived.clear();
    this.derived.set(credential, scope);
    return scope;
  }
}
