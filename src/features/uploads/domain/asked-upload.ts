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
}
