import type { Bucket } from '../../buckets/index.js';
import type { Placement } from '../creation/upload-placement.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import type { OpenedUpload } from '../multipart/multipart-opener.js';

/** What a client says of a streamed upload. */
export type StreamedFile = Pick<CreateUploadInput, 'filename' | 'contentType' | 'metadata'>;

/** As much of it as stands before the bytes. */
export type AnnouncedFile = Partial<StreamedFile> & { bucket?: Bucket };

/** A streamed upload whose bytes are arriving. */
export interface OpenStreamedUpload {
  record: OpenedUpload;
  /** Where the announced file belongs, if enough was announced to look it up. */
  place?: Placement;
}
