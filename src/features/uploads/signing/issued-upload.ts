import type { Upload } from '../domain/upload.js';

/** How the caller sends the bytes: a PUT with these headers, or a form with these fields. */
export interface SignedUpload {
  url: string;
  headers: Record<string, string>;
  fields: Record<string, string> | null;
}

/** The result of a create or of a new signature: a record with a URL, or why none was needed. */
export interface IssuedUpload {
  upload: Upload;
  /** `null` for an upload in parts, whose parts are signed on demand, and when nothing was created. */
  signed: SignedUpload | null;
  /** The object that has the unique key already: nothing was created, and `upload` is only the request. */
  skippedFor?: string;
  /** The workspace has these bytes already: nothing was created, and `upload` is the one that brought them. */
  isDuplicate?: true;
}
