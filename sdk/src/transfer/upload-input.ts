import type { AirlockFile } from '../schemas.js';
import type { Progress } from './progress.js';
import type { UploadBody } from './source.js';

/** A file to upload. */
export interface UploadInput {
  file: UploadBody;
  /** Id or name of a bucket of the workspace. */
  bucket: string;
  /** Default: the name of the `File`, else `unnamed`. */
  filename?: string;
  /** Default: the type of the Blob, else `application/octet-stream`. */
  mimeType?: string;
  /** Your own JSON, at most 16 KiB. */
  metadata?: Record<string, unknown>;
  /** Of the object that is made when the file is admitted; checked against the schema of the bucket. */
  objectMetadata?: Record<string, unknown>;
  /** Bytes of a stream, where they are known. */
  size?: number;
  /** The most bytes that a stream of unknown size may have; that much of the quota is reserved until it ends. Default: 100 MB. */
  maxSize?: number;
  /** Do not send a file that the workspace has already, and answer that one. Default: false, a file of its own. */
  skipDuplicates?: boolean;
  /** Called as bytes leave. It never goes back. */
  onProgress?(progress: Progress): void;
  /** Ends the upload, on the server too. */
  signal?: AbortSignal;
}

/** A file that has arrived. It is readable once its status is `available`: see `waitForScan`. */
export interface UploadedFile {
  fileId: string;
  filename: string;
  mimeType: string;
  /** Bytes. */
  size: number;
  status: AirlockFile['status'];
  createdAt: string;
  /** Id of the user or key; null where the caller may not read files. */
  uploadedBy: string | null;
  /** With `skipDuplicates`: it was there already, and nothing was sent. */
  isDuplicate?: true;
}
