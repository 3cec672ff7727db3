import type { Upload } from '../uploads/index.js';
import type { Attachment } from './domain/attachment.js';

/** An attachment with the record of its file. */
export interface AttachedFile extends Attachment {
  upload: Upload;
}
