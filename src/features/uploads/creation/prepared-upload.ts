import type { Bucket } from '../../buckets/index.js';
import type { Upload } from '../domain/upload.js';
import type { NewUpload } from './create-upload.repository.js';

/** An upload that may be made, or why none needs to be. */
export interface PreparedUpload {
  planned: NewUpload;
  bucket: Pick<Bucket, 'name'>;
  /** The object that has the unique key already. */
  skippedFor?: string;
  /** The upload that brought the same bytes. */
  original?: Upload;
}
