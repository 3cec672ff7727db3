import { encodeKey } from '../signing/uri-encoding.js';

/** The source of a copy as its header names it. */
export function copySource(bucket: string, key: string): string {
  return `${bucket}/${encodeKey(key)}`;
}
