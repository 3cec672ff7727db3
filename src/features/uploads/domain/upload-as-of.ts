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
  return { ...move, upload: isLatest ? upload : uploadAfter(upload, move), isLast: isLatest && !isOpen(move.to) };
}

/** What admission finds, as it is before. */
const notAdmitted = {
  ...{ completedAt: null, verifiedAt: null, detectedType: null, typeProof: null, blob: null },
  ...{ verdict: null, verdictCause: null, scannerVersion: null, duplicateOfUploadId: null, objectId: null },
};
const notConfirmed = { confirmedAt: null, confirmedByClient: false, etag: null, size: null };

/** An upload that has moved on, as it was after an earlier move: without what only later moves brought. */
export function uploadAfter(
  upload: Upload,
  { to, from, at, detail }: Pick<PastMove, 'to' | 'from' | 'at' | 'detail'>,
): Upload {
  if (isOpen(to)) {
    const isConfirmed = to === 'SCANNING';
    return { ...upload, ...notAdmitted, ...(isConfirmed ? {} : notConfirmed), status: to, statusReason: null };
  }
  const { completedAt, verifiedAt } = upload;
  return {
    ...upload,
    status: to,
    // Of a release the detail is why it was released, not what is wrong with it.
    statusReason: from === 'REJECTED' ? null : detail,
    completedAt: completedAt && completedAt > at ? at : completedAt,
    verifiedAt: verifiedAt && verifiedAt > at ? null : verifiedAt,
  };
}
