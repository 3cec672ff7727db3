import { isOpen } from './upload-states.js';
import type { Upload } from './upload.js';

export const taskStatuses = ['PENDING', 'STARTED', 'SUCCESS', 'FAILURE'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** A view of the record: nothing of a task is stored. */
export interface AdmissionTask {
  id: string;
  kind: 'admission';
  status: TaskStatus;
  /** queued, scanning or finished. */
  stage: string;
  /** 0 to 1. */
  progress: number;
  uploadId: string;
  error: { code: string; message: string } | null;
  createdAt: Date;
  finishedAt: Date | null;
}

const PREFIX = 'task_';
const TASK_ID = /^task_([0-9a-z]{16})$/;

/** The task that admits an upload; null until it was confirmed. */
export function taskIdOf({ id, confirmedAt }: Pick<Upload, 'id' | 'confirmedAt'>): string | null {
  return confirmedAt && PREFIX + id.slice(id.indexOf('_') + 1);
}

/** The upload that such a task would admit. */
export function uploadOfTask(taskId: string): string | undefined {
  const suffix = TASK_ID.exec(taskId)?.[1];
  return suffix && `upl_${suffix}`;
}

/** What admission does with a confirmed upload; undefined while nothing was confirmed. */
export function admissionTaskOf(upload: Upload): AdmissionTask | undefined {
  const [id, createdAt] = [taskIdOf(upload), upload.confirmedAt];
  if (!id || !createdAt) return undefined;
  const { id: uploadId, completedAt: finishedAt } = upload;
  return { id, kind: 'admission', ...stateOf(upload), uploadId, error: errorOf(upload), createdAt, finishedAt };
}

function stateOf({ status, leaseToken }: Upload): Pick<AdmissionTask, 'status' | 'stage' | 'progress'> {
  if (!isOpen(status))
    return { status: status === 'AVAILABLE' ? 'SUCCESS' : 'FAILURE', stage: 'finished', progress: 1 };
  return leaseToken
    ? { status: 'STARTED', stage: 'scanning', progress: 0.5 }
    : { status: 'PENDING', stage: 'queued', progress: 0 };
}

function errorOf({ status, statusReason }: Upload): AdmissionTask['error'] {
  if (isOpen(status) || status === 'AVAILABLE') return null;
  const reason = statusReason ?? status.toLowerCase();
  return { code: reason.split(':', 1)[0]!, message: `The upload ended ${status.toLowerCase()}: ${reason}.` };
}
