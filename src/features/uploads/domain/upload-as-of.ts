import { isOpen, type UploadStatus } from './upload-states.js';
import type { Upload } from './upload.js';

/** One move of an upload, and the upload as it was then, as far as that is known. */
export interface UploadChange {
  sequence: number;
  /** confirmed, available, … */
  event: string;
  at: Date;
  from: UploadStatus | null;
  to: UploadStatus;
  actor: string;
  detail: string | null;
  upload: Upload;
  /** Nothing more has happened, and nothing is expected to. */
  isLast: boolean;
}

export type PastMove = Omit<UploadChange, 'upload' | 'isLast'>;

/** A move that is delivered late is shown with the state that it led to; later moves follow. */
export function uploadAsOf(upload: Upload, latest: number, move: PastMove): UploadChange {
  const isLatest = move.sequence === latest;
  const past = {
    status: move.to,
    // Of a release the detail is why it was released, not what is wrong with it.
    statusReason: isOpen(move.to) || move.from === 'REJECTED' ? null : move.detail,
    completedAt: null,
    verifiedAt: null,
  };
  return { ...move, upload: isLatest ? upload : { ...upload, ...past }, isLast: isLatest && !isOpen(move.to) };
}
