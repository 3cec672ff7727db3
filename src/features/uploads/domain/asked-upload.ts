import type { Face } from './face.js';
import type { UploadMethod } from './upload-method.js';

/** What a caller declares about a file before any URL is issued, whichever API it comes through. */
export interface AskedUpload {
  /** An id that was issued before the upload was created. Default: a new one. */
  id?: string;
  /** The API that it came through. Default: `uploads`. */
  face?: Face;
  filename: string;
  contentType: string;
  fileSizeBytes?: number;
  /** Seconds. */
  presignedUrlExpiration?: number;
  method?: UploadMethod;
  guarantees?: string[];
  metadata?: Record<string, unknown>;
  createObjectOnConfirm?: boolean;
  objectMetadata?: Record<string, unknown>;
  blobProperty?: string;
  blobType?: string;
  /** SHA-256 in hex, in any case. */
  fileHash?: string;
  skipDuplicates?: boolean;
  /** MD5 in base64: signed as Content-MD5, so that the store refuses other bytes. */
  contentMd5?: string;
  /** Signed as Content-Disposition. */
  contentDisposition?: string;
  /** Limits of the API that it came through, beside those of tier, bucket and token. */
  limits?: WayLimits;
  /** How its final key is named, instead of by the strategy of the bucket (key-template.ts of buckets). */
  keyTemplate?: string;
  /** Noted with the upload's id under the request's idempotency key, for a repeated request whose first answer was lost. */
  note?: Record<string, unknown>;
  /** The document that is made with it, by the feature that owns documents. */
  documentId?: string;
}

/** What one API takes. */
export interface WayLimits {
  /** How a refusal names them, for example "forms". */
  name: string;
  maxBytes?: number;
  /** MIME types, or families such as `image/*`; absent: those of the bucket. */
  contentTypes?: readonly string[];
}
