import type { DocumentLanguage } from './language.js';

/** The statuses of documents in the database. PROCESSING lasts from the confirmation of the upload to the last chunk. */
export type DocumentStatus = 'PENDING' | 'PROCESSING' | 'SUCCESS' | 'FAILURE';

/** The statuses as clients see them, each with its meaning. */
export const processingStatuses = {
  pending: 'Its file was not confirmed yet.',
  processing: 'Its file is scanned, or its text is extracted.',
  SUCCESS: 'Its text can be read and found.',
  FAILURE: 'It has no text: the error says why.',
} as const;
export type ProcessingStatus = keyof typeof processingStatuses;

const names = { PENDING: 'pending', PROCESSING: 'processing', SUCCESS: 'SUCCESS', FAILURE: 'FAILURE' } as const;

export function processingStatusOf({ status }: { status: DocumentStatus }): ProcessingStatus {
  return names[status];
}

export function statusNamed(name: ProcessingStatus): DocumentStatus {
  return (Object.keys(names) as DocumentStatus[]).find((status) => names[status] === name)!;
}

/** How far the service is with a document. */
export interface DocumentState {
  status: DocumentStatus;
  /** waiting_for_upload, scanning, queued, … finished, no_text or failed. */
  stage: string;
  /** Of the current stage's whole run, 0 to 1. */
  progress: number;
  errorCode: string | null;
  /** Of an extraction: more than its code tells. */
  errorMessage: string | null;
  chunkCount: number;
}

/** A file whose text is made searchable. */
export interface Document extends DocumentState {
  id: string;
  organizationId: string;
  workspaceId: string;
  uploadId: string;
  name: string;
  description: string | null;
  /** Copied from the upload that it was made of. */
  metadata: Record<string, unknown>;
  knowledgeBaseIds: string[];
  language: DocumentLanguage;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** A document as it is before the database has it. Its state is that of its upload. */
export type NewDocument = Pick<
  Document,
  | 'id'
  | 'organizationId'
  | 'workspaceId'
  | 'uploadId'
  | 'name'
  | 'description'
  | 'metadata'
  | 'knowledgeBaseIds'
  | 'language'
  | 'createdBy'
>;

/**
 * The state as it may be shown. A quarantine of a content closes all its files in every API before each of them is moved:
 * until the row has followed, the document is shown as it will be.
 */
export function stateUnder<State extends DocumentState>(
  document: State,
  { status, statusReason }: { status: string; statusReason: string | null },
): State {
  if (document.status === 'FAILURE' || status !== 'REJECTED') return document;
  const errorCode = statusReason?.split(':', 1)[0] ?? 'rejected';
  return { ...document, status: 'FAILURE', stage: 'failed', progress: 0, errorCode, errorMessage: null };
}
