import type { Document } from './document.js';

/** What a task says of a document: waiting, under way, or ended well or not. */
export function taskStatusOf({ status, startedAt }: Pick<Document, 'status' | 'startedAt'>) {
  if (status === 'SUCCESS' || status === 'FAILURE') return status;
  return status === 'PROCESSING' && startedAt !== null ? 'STARTED' : 'PENDING';
}

/** Of its current stage, 0 to 1; a document that has ended well is complete. */
export function progressOf({ status, progress }: Pick<Document, 'status' | 'progress'>): number {
  return status === 'SUCCESS' ? 1 : progress;
}
