import type { UploadStatus } from './upload-states.js';

/** The uploads face's names (CONTRACT 0). */
const names = {
  PENDING: 'PENDING',
  UPLOADING: 'IN_PROGRESS',
  SCANNING: 'PROCESSING',
  AVAILABLE: 'COMPLETED',
  REJECTED: 'FAILED',
  EXPIRED: 'FAILED',
  CANCELED: 'CANCELED',
  DELETED: 'CANCELED',
} as const satisfies Record<UploadStatus, string>;

export function statusNameOf(upload: { status: UploadStatus }): string {
  return names[upload.status];
}

/** Names that are legal filter values though no upload of ours ever has them. */
const foreignNames = [
  'QUEUED',
  'INTERRUPTED',
  'ACTIVE',
  'DRAFT',
  'ARCHIVED',
  'SUSPENDED',
  'UNKNOWN',
  'SKIPPED',
  'COMPLETED_WITH_ERRORS',
];

export const filterableNames = [...new Set([...Object.values(names), ...foreignNames])];

/** Which statuses a filter by the face's name means; none for names of other systems. */
export function statusesNamed(name: string): UploadStatus[] {
  return (Object.keys(names) as UploadStatus[]).filter((status) => status !== 'DELETED' && names[status] === name);
}
