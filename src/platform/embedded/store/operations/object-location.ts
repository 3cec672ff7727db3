import { type S3Request } from '../http/s3-request.js';
import { encodeKey } from '../uri.js';

/** The URL of an object, with the host of the request. */
export function objectLocation(request: S3Request, key: string): string {
  return `http://${request.header('host')}/${request.bucket}/${encodeKey(key)}`;
}
