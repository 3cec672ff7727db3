import { createHmac, hash } from 'node:crypto';
import type { StoreCredentials } from '../credentials.js';
import { HmacKey } from './hmac-key.js';
import { encodeValue } from './uri-encoding.js';

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The parts of a signature that are constant for one day, region and set of credentials. */
export class SigningScope {
  readonly credential: string;
  /** The start of every presigned query, up to the date. */
  readonly queryStart: string;
  /** The session token as a query parameter, or an empty string. */
  readonly queryToken: string;
  private readonly name: string;
  private readonly key: HmacKey;

  constructor(
    readonly credentials: StoreCredentials,
    readonly day: string,
    region: string,
  ) {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    this.name = `${day}/${region}/s3/aws4_request`;
    this.credential = `${accessKeyId}/${this.name}`;
    this.queryStart =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD' +
      `&X-Amz-Credential=${encodeValue(this.credential)}&X-Amz-Date=`;
    this.queryToken = sessionToken ? `&X-Amz-Security-Token=${encodeValue(sessionToken)}` : '';
    const signingKey = [region, 's3', 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secretAccessKey}`, day));
    this.key = new HmacKey(signingKey);
  }

  signRequest(canonicalRequest: string, amzDate: string): string {
    return this.sign(`AWS4-HMAC-SHA256\n${amzDate}\n${this.name}\n${hash('sha256', canonicalRequest)}`);
  }

  sign(text: string): string {
    return this.key.sign(text);
  }
}
