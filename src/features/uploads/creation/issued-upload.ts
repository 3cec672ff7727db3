import type { Upload } from '../domain/upload.js';
import type { SignedUpload } from '../signing/upload-urls.service.js';

/** What a create comes to: a record with a URL, or why none was needed. */
export interface IssuedUpload {
  upload: Upload;
  /** `null` for an upload in parts, whose parts are signed when they are asked for; and when nothing was made. */
  signed: SignedUpload | null;
  /** The object that has the unique key already: nothing was made, and `upload` is only what was asked for. */
  skippedFor?: string;
  /** The workspace has these bytes already: nothing was made, and `upload` is the one that brought them. */
  isDuplicate?: true;
}
