import { type Document, processingStatusOf } from './document.js';

type Confirmed = Pick<Document, 'id'> & { upload: { confirmedAt: Date | null } };

/** The task that makes a document searchable; null until its file was confirmed. */
export function ingestionTaskIdOf({ id, upload }: Confirmed): string | null {
  return upload.confirmedAt && `task_${id.slice(id.indexOf('_') + 1)}`;
}

/** The progress of the whole: a document that has ended well is complete. */
export function progressOf({ status, progress }: Pick<Document, 'status' | 'progress'>): number {
  return processingStatusOf({ status }) === 'SUCCESS' ? 1 : progress;
}
