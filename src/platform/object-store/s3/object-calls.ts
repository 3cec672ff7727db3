import type { Readable } from 'node:stream';
import type { CopyRequest, GetOptions, ObjectInfo, ObjectReader, ObjectVersion } from '../object-store.js';

/** The bytes of an object as the store answered them: conditions and ranges are not checked yet. */
export interface ReceivedObject extends ObjectInfo {
  stream: Readable;
  /** Whether the response is the range that was asked for, not the whole object. */
  isRange: boolean;
}

export interface CopiedAtOnce {
  etag: string;
  /** SHA-256 of the whole copy in hex, as the store computed it; undefined when it did not. */
  sha256?: string;
}

/** The checksums in the answer to a copy, as S3 names them. */
export interface CopyChecksums {
  ETag?: string;
  ChecksumSHA256?: string;
  ChecksumType?: string;
}

const SHA256_BASE64 = /^[A-Za-z0-9+/]{43}=$/;

/** A composite checksum, which is one of the parts' checksums, proves nothing about the whole: it counts as none. */
export function copiedAtOnce({ ETag, ChecksumSHA256 = '', ChecksumType = 'FULL_OBJECT' }: CopyChecksums): CopiedAtOnce {
  const isOfWhole = ChecksumType === 'FULL_OBJECT' && SHA256_BASE64.test(ChecksumSHA256);
  return { etag: unquote(ETag), sha256: isOfWhole ? Buffer.from(ChecksumSHA256, 'base64').toString('hex') : undefined };
}

export interface FailedDelete {
  key: string;
  code: string;
}

/**
 * The requests for single objects, of which every upload needs several. They throw `S3ServiceException` when the store
 * refuses one, and a `DomainError` when it is unavailable or not configured.
 */
export interface ObjectCalls {
  /** `null`: there is none. */
  head(key: string, signal?: AbortSignal): Promise<ObjectInfo | null>;
  get(key: string, options: GetOptions): Promise<ReceivedObject>;
  /** Where one version can be read without requests. Otherwise it is read by `get`. */
  reader?(version: ObjectVersion, signal: AbortSignal): ObjectReader;
  /** One CopyObject, pinned by the ETag of the source, with a SHA-256 when the request names one. */
  copyAtOnce(request: CopyRequest): Promise<CopiedAtOnce>;
  delete(key: string): Promise<void>;
  /** One DeleteObjects; `null` where the store does not support it. */
  deleteMany(keys: readonly string[]): Promise<FailedDelete[] | null>;
  close(): void;
}

const UNKNOWN_TYPE = 'application/octet-stream';

/** Converts the properties of an object from S3 to the port. */
export function objectInfo(
  key: string,
  answer: { ContentLength?: number; ETag?: string; ContentType?: string },
): ObjectInfo {
  return {
    key,
    size: answer.ContentLength ?? 0,
    etag: unquote(answer.ETag),
    contentType: answer.ContentType ?? UNKNOWN_TYPE,
  };
}

export function unquote(etag = ''): string {
  return etag.replace(/^"|"$/g, '');
}

export function quote(etag: string): string {
  return `"${etag}"`;
}
