import type { UploadMethod } from './upload-method.js';

/** What a caller declares about a file before any URL is issued, whichever API it comes through. */
export interface AskedUpload {
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
  /** The document that is made with it. */
  document?: PlannedDocument;
}

/** A document that is inserted after its upload, by the feature that owns documents. */
export interface PlannedDocument {
  id: string;
  /** The final key of its bytes, instead of one by the strategy of the bucket. */
  key: string;
  /** Noted under the request's idempotency key: a repeated request makes the document of it if the first one could not. */
  draft: Record<string, unknown>;
}
