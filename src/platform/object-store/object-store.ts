import type { Readable } from 'node:stream';

/** The properties of an object. `etag` has no quotes; it identifies a version and is never used as a hash. */
export interface ObjectInfo {
  key: string;
  size: number;
  etag: string;
  contentType: string;
}

export interface ObjectBody extends ObjectInfo {
  stream: Readable;
}

/** One version of an object. */
export type ObjectVersion = Pick<ObjectInfo, 'key' | 'etag' | 'size'>;

/**
 * Reads one version of an object, as often as needed; `ObjectChangedError` when it is not there any more. Its reads end with
 * the signal that it was made with.
 */
export interface ObjectReader {
  readonly size: number;
  /** All bytes in order. A chunk is valid until the next one is asked for. */
  chunks(): AsyncIterable<Buffer>;
  /** All bytes at once, in memory of their own: for small objects. */
  whole(): Promise<Buffer>;
  /** A range; positions are inclusive. Each chunk has memory of its own. */
  read(start: number, end: number): Promise<Readable>;
}

export interface GetOptions {
  /** Read only this version; throws `ObjectChangedError` when the object has another one. */
  etag?: string;
  /** Read only an object of this size; throws `ObjectChangedError` for another one. */
  size?: number;
  /** Inclusive byte positions. */
  range?: { start: number; end: number };
  signal?: AbortSignal;
}

export interface PutRequest {
  key: string;
  body: Readable;
  size: number;
  contentType: string;
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
  /** The version to copy; throws `ObjectChangedError` for another one. */
  etag: string;
  size: number;
  contentType: string;
  /**
   * The SHA-256 of the bytes in hex, for a store that computes one while it copies: it is asked for it, and another one
   * throws `ObjectChangedError`. Spares the looks at the source before and after the copy.
   */
  sha256?: string;
  signal?: AbortSignal;
}

export interface CopiedObject extends ObjectInfo {
  /** Whether the store's own SHA-256 of the whole copy is the requested one. Otherwise only its ETag and size were compared. */
  isProven: boolean;
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

/** The last session of a page. */
export interface MultipartPlace {
  key: string;
  uploadId: string;
}

export interface MultipartPage {
  sessions: MultipartUpload[];
  /** The start of the next page; `null` on the last one. */
  next: MultipartPlace | null;
}

/** An object as the bucket lists it. */
export interface ListedObject {
  key: string;
  size: number;
  modifiedAt: Date;
}

export interface ObjectPage {
  objects: ListedObject[];
  /** Where the next page begins; `null` on the last one. */
  next: string | null;
}

/** The object no longer has the requested version. */
export class ObjectChangedError extends Error {
  constructor(readonly key: string) {
    super(`The object changed while it was read: ${key}`);
    this.name = 'ObjectChangedError';
  }
}

/** The store refuses to complete a multipart upload: the session does not exist or its parts differ. */
export class MultipartRefusedError extends Error {
  constructor(
    readonly key: string,
    /** The error code of the store, such as `InvalidPart` or `NoSuchUpload`. */
    readonly reason: string,
  ) {
    super(`The store refuses to complete ${key}: ${reason}`);
    this.name = 'MultipartRefusedError';
  }
}

/**
 * The port to the object storage. Every call has a time-out and throws a `DomainError` of kind `unavailable`
 * (`STORAGE_UNAVAILABLE`) when the store does not respond. A missing object is `null`; deleting is idempotent.
 */
export abstract class ObjectStore {
  abstract head(key: string, signal?: AbortSignal): Promise<ObjectInfo | null>;
  abstract get(key: string, options?: GetOptions): Promise<ObjectBody | null>;
  /**
   * Whether a reader reads the same bytes each time even where an object of other bytes has the same ETag (MD5s collide) and
   * takes its place in between.
   */
  get readsSameBytes(): boolean {
    return false;
  }
  /** Sends no request by itself. */
  abstract reader(version: ObjectVersion, signal: AbortSignal): ObjectReader;
  /** Streams a whole object of known size, in place of what is there. For objects of the service's own making. */
  abstract put(request: PutRequest): Promise<ObjectInfo>;
  /** Server-side copy; a multipart copy above the configured threshold. `null` when the source is missing. */
  abstract copy(request: CopyRequest): Promise<CopiedObject | null>;
  abstract delete(key: string): Promise<void>;
  /** Deletes up to 1,000 keys. Returns the keys that failed, each with the error code of the store. */
  abstract deleteMany(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  abstract createMultipart(key: string, contentType: string): Promise<string>;
  /** Streams one part of a session; throws `MultipartRefusedError` when the session does not exist. */
  abstract putPart(request: PutPartRequest): Promise<UploadedPart>;
  /** `null` when the session does not exist. */
  abstract listParts(key: string, uploadId: string): Promise<UploadedPart[] | null>;
  /** Idempotent; throws `MultipartRefusedError` when the store does not accept the parts. */
  abstract completeMultipart(key: string, uploadId: string, parts: UploadedPart[]): Promise<ObjectInfo>;
  abstract abortMultipart(key: string, uploadId: string): Promise<void>;
  /** The open sessions of exactly this key. */
  abstract listMultiparts(key: string): Promise<MultipartUpload[]>;
  /** A page of all open sessions of the bucket, of any client, in the order of their keys. */
  abstract pageOfMultiparts(after: MultipartPlace | null): Promise<MultipartPage>;
  /** A page of all objects of the bucket, in the byte order of their keys. `after` is `next` of the page before, `limit` at most 1,000. */
  abstract pageOfObjects(after: string | null, limit?: number): Promise<ObjectPage>;
  /** Rejects when the configured bucket does not respond. For readiness. */
  abstract ping(signal: AbortSignal): Promise<void>;
}
