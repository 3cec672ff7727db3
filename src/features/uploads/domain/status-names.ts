import type { UploadStatus } from './upload-states.js';

/** The names of statuses in the uploads API. */
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

/** An admitted file with a reason is readable, but no object was made of it. */
export function statusNameOf({ status, statusReason }: { status: UploadStatus; statusReason: string | null }): string {
  return status === 'AVAILABLE' && statusReason !== null ? WITH_ERRORS : names[status];
}

const WITH_ERRORS = 'COMPLETED_WITH_ERRORS';

/** Names that are legal filter values though no upload of ours ever has them. */
const foreignNames = ['QUEUED', 'INTERRUPTED', 'ACTIVE', 'DRAFT', 'ARCHIVED', 'SUSPENDED', 'UNKNOWN', 'SKIPPED'];

export const filterableNames = [...new Set([...Object.values(names), WITH_ERRORS, ...foreignNames])];

/** The statuses that a filter value stands for; none for names of other systems. */
export function statusesNamed(name: string): { statuses: UploadStatus[]; hasErrors?: boolean } {
  if (name === WITH_ERRORS) return { statuses: ['AVAILABLE'], hasErrors: true };
  const statuses = (Object.keys(names) as UploadStatus[]).filter(
    (status) => status !== 'DELETED' && names[status] === name,
  );
  return name === names.AVAILABLE ? { statuses, hasErrors: false } : { statuses };
}
