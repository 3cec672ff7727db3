import type { Bucket } from '../../buckets/index.js';
import { createdUpload, type NewUpload } from '../domain/new-upload.js';
import type { Upload } from '../domain/upload.js';
import type { IssuedUpload } from '../signing/issued-upload.js';

/** An upload that may be inserted, or why none needs to be. */
export interface PreparedUpload {
  upload: NewUpload;
  bucket: Pick<Bucket, 'name'>;
  /** The object that has the unique key already. */
  skippedFor?: string;
  /** The upload that brought the same bytes. */
  original?: Upload;
}

/** The answer for a file that needs no upload; `undefined` for every other. */
export function answerWithoutUpload({
  upload,
  bucket,
  skippedFor,
  original,
}: PreparedUpload): IssuedUpload | undefined {
  if (original) return { upload: original, signed: null, isDuplicate: true };
  if (skippedFor === undefined) return undefined;
  return { upload: createdUpload(upload, bucket.name, new Date()), signed: null, skippedFor };
}
