import type { Bucket } from '../../buckets/index.js';
import type { AskedUpload } from '../domain/asked-upload.js';
import type { OpenedUpload } from '../multipart/multipart-opener.js';

/** What a client says of a streamed upload. */
export type StreamedFile = Pick<AskedUpload, 'filename' | 'contentType' | 'metadata'>;

/** As much of it as stands before the bytes. */
export type AnnouncedFile = Partial<StreamedFile> & { bucket?: Bucket };

/** A streamed upload whose bytes are arriving. */
export interface OpenStreamedUpload {
  record: OpenedUpload;
  /** Enough was announced to plan the record by the rules of its own bucket. */
  isPlaced: boolean;
}
