import { type Checksums } from '../body/checksums.js';

/** A range of bytes of an object in an immutable file of its own. An object from a multipart upload has several. */
export interface Segment {
  id: string;
  size: number;
}

export interface Tag {
  key: string;
  value: string;
}

/** The client's headers, metadata and tags of the content, returned unchanged. */
export interface ContentDescription {
  /** Standard headers by lower-case name, e.g. `content-type`. */
  headers: Record<string, string>;
  /** User metadata by name without `x-amz-meta-`. */
  metadata: Record<string, string>;
  tags: Tag[];
}

/** An object as stored on disk. */
export interface ObjectRecord extends ContentDescription {
  key: string;
  size: number;
  etag: string;
  modifiedAt: number;
  /** Checksums that the client declared or had computed. */
  checksums: Checksums;
  /** Base64 SHA-256 of all bytes, where they were hashed. */
  sha256?: string;
  /** None: the bytes follow the record in its file. */
  segments: Segment[];
  /** The multipart upload of the object, to distinguish a crash after its completion from one before. */
  uploadId?: string;
}

/** An object with its bytes, where these are in the file of the record. */
export interface StoredObject {
  record: ObjectRecord;
  bytes?: Buffer;
}

/** A record before the commit, without the fields that the commit sets. */
export type ObjectDraft = Omit<ObjectRecord, 'segments' | 'modifiedAt'>;
