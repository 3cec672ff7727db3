import { createHash } from 'node:crypto';
import type { UploadedPart } from '../object-store.js';

const MD5 = /^[0-9a-f]{32}$/;

/** The ETag of S3 for an object completed from these parts; `null` when the part ETags are not MD5 sums. */
export function multipartEtag(parts: UploadedPart[]): string | null {
  if (!parts.every((part) => MD5.test(part.etag))) return null;
  const sums = createHash('md5');
  for (const part of parts) sums.update(part.etag, 'hex');
  return `${sums.digest('hex')}-${parts.length}`;
}
