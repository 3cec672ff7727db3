import { encodeKey } from '../signing/uri-encoding.js';

/** The value of the header x-amz-copy-source. */
export function copySource(bucket: string, key: string): string {
  return `${bucket}/${encodeKey(key)}`;
}
