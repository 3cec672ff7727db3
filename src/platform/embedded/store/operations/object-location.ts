import { type S3Request } from '../http/s3-request.js';
import { encodeKey } from '../uri.js';

/** Where an object is to be found, by the host the client used. */
export function objectLocation(request: S3Request, key: string): string {
  return `http://${request.header('host')}/${request.bucket}/${encodeKey(key)}`;
}
