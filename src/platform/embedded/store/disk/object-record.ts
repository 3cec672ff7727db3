import { type Checksums } from '../body/checksums.js';

/** A run of bytes of an object: one immutable file. An object put together from parts has several. */
export interface Segment {
  id: string;
  size: number;
}

export interface Tag {
  key: string;
  value: string;
}

/** What the client said of the content, sent back as it was given. */
export interface ContentDescription {
  /** Standard headers by lower-case name, e.g. `content-type`. */
  headers: Record<string, string>;
  /** User metadata by name without `x-amz-meta-`. */
  metadata: Record<string, string>;
  tags: Tag[];
}

/** An object as it is kept on disk. */
export interface ObjectRecord extends ContentDescription {
  key: string;
  size: number;
  etag: string;
  modifiedAt: number;
  checksums: Checksums;
  segments: Segment[];
  /** The multipart upload it came from, so that a crash after its completion can be told from one before. */
  uploadId?: string;
}

/** A record before it has a place: what changes between receiving the bytes and committing them is left out. */
export type ObjectDraft = Omit<ObjectRecord, 'segments' | 'modifiedAt'>;
