import type { Readable } from 'node:stream';

/** What the store says of an object. `etag` carries no quotes; it names a version and is never taken for a hash. */
export interface ObjectInfo {
  key: string;
  size: number;
  etag: string;
  contentType: string;
}

export interface ObjectBody extends ObjectInfo {
  stream: Readable;
}

export interface GetOptions {
  /** Read only this version; another one answers `ObjectChangedError`. */
  etag?: string;
  /** Inclusive byte positions. */
  range?: { start: number; end: number };
  signal?: AbortSignal;
}

export interface PutPartRequest {
  key: string;
  uploadId: string;
  partNumber: number;
  body: Readable;
  size: number;
  signal?: AbortSignal;
}

export interface CopyRequest {
  from: string;
  to: string;
  /** The version to copy, looked at before, in and after the copy; another one answers `ObjectChangedError`. */
  etag: string;
  size: number;
  contentType: string;
  signal?: AbortSignal;
}

export interface UploadedPart {
  partNumber: number;
  etag: string;
  size: number;
}

export interface MultipartUpload {
  key: string;
  uploadId: string;
  initiatedAt: Date;
}

/** Where a page of sessions ended. */
export interface MultipartPlace {
  key: string;
  uploadId: string;
}

export interface MultipartPage {
  sessions: MultipartUpload[];
  /** Where to go on; `null` when that was all. */
  next: MultipartPlace | null;
}

/** The bytes are no longer the ones that were pinned. */
export class ObjectChangedError extends Error {
  constructor(readonly key: string) {
    super(`The object changed while it was read: ${key}`);
    this.name = 'ObjectChangedError';
  }
}

/** The store will not complete a multipart upload: its session is gone or its parts are not the named ones. */
export class MultipartRefusedError extends Error {
  constructor(
    readonly key: string,
    /** The store's own word, such as `InvalidPart` or `NoSuchUpload`. */
    readonly reason: string,
  ) {
    super(`The store refuses to complete ${key}: ${reason}`);
    this.name = 'MultipartRefusedError';
  }
}

/**
 * How we reach object storage. Every call has a deadline and fails with a `DomainError` of kind `unavailable`
 * (`STORAGE_UNAVAILABLE`) when the store does not answer; a missing object is `null`, deleting one twice is fine.
 */
export abstract class ObjectStore {
  abstract head(key: string, signal?: AbortSignal): Promise<ObjectInfo | null>;
  abstract get(key: string, options?: GetOptions): Promise<ObjectBody | null>;
  /** Server-side copy; a multipart copy above the configured threshold. `null` when the source is missing. */
  abstract copy(request: CopyRequest): Promise<ObjectInfo | null>;
  abstract delete(key: string): Promise<void>;
  /** Deletes up to 1,000 keys. Answers the keys that failed, each with the store's word for why. */
  abstract deleteMany(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  abstract createMultipart(key: string, contentType: string): Promise<string>;
  /** Streams one part of a session; `MultipartRefusedError` when the session is gone. */
  abstract putPart(request: PutPartRequest): Promise<UploadedPart>;
  /** `null` when the store knows no such session. */
  abstract listParts(key: string, uploadId: string): Promise<UploadedPart[] | null>;
  /** Repeating it is fine; parts the store does not accept answer `MultipartRefusedError`. */
  abstract completeMultipart(key: string, uploadId: string, parts: UploadedPart[]): Promise<ObjectInfo>;
  abstract abortMultipart(key: string, uploadId: string): Promise<void>;
  /** The sessions that are open at exactly this key. */
  abstract listMultiparts(key: string): Promise<MultipartUpload[]>;
  /** All sessions of the bucket, by any client, a page at a time and in the order of their keys. */
  abstract pageOfMultiparts(after: MultipartPlace | null): Promise<MultipartPage>;
  /** Proves that the configured bucket answers, for readiness. */
  abstract ping(signal: AbortSignal): Promise<void>;
}
