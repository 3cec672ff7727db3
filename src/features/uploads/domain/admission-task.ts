import { type Task, taskIdFor } from './task.js';
import { isOpen } from './upload-states.js';
import type { Upload } from './upload.js';

/** The task that admits an upload; null until it was confirmed. */
export function taskIdOf({ id, confirmedAt }: Pick<Upload, 'id' | 'confirmedAt'>): string | null {
  return confirmedAt && taskIdFor(id);
}

/** What admission does with a confirmed upload; undefined while nothing was confirmed. */
export function admissionTaskOf(upload: Upload): Task | undefined {
  const [id, createdAt] = [taskIdOf(upload), upload.confirmedAt];
  if (!id || !createdAt) return undefined;
  const { id: uploadId, documentId, completedAt: finishedAt } = upload;
  return {
    id,
    kind: 'admission',
    ...stateOf(upload),
    uploadId,
    documentId,
    error: errorOf(upload),
    createdAt,
    finishedAt,
  };
}

function stateOf({ status, leaseToken }: Upload): Pick<Task, 'status' | 'stage' | 'progress'> {
  if (!isOpen(status))
    return { status: status === 'AVAILABLE' ? 'SUCCESS' : 'FAILURE', stage: 'finished', progress: 1 };
  return leaseToken
    ? { status: 'STARTED', stage: 'scanning', progress: 0.5 }
    : { status: 'PENDING', stage: 'queued', progress: 0 };
}

function errorOf({ status, statusReason }: Upload): Task['error'] {
  if (isOpen(status) || status === 'AVAILABLE') return null;
  const reason = statusReason ?? status.toLowerCase();
  return { code: reason.split(':', 1)[0]!, message: `No file came of the upload: ${reason}.` };
}
