import { namesIn } from '../../../shared/status-names.js';
import type { UploadStatus } from './upload-states.js';

/** The names of statuses in the uploads API. */
const names = namesIn('uploads') satisfies Record<UploadStatus, string>;

/** An admitted file with a reason is readable, but no object was made of it. */
export function statusNameOf({ status, statusReason }: { status: UploadStatus; statusReason: string | null }): string {
  return status === 'AVAILABLE' && statusReason !== null ? WITH_ERRORS : names[status];
}

const WITH_ERRORS = 'COMPLETED_WITH_ERRORS';

/** The statuses that an upload can have. */
export const uploadStatusNames = [...new Set<string>([...Object.values(names), WITH_ERRORS])];

/** Filter values that are accepted, for clients of the API that this one follows, though no upload ever has them. */
export const foreignStatusNames = [
  ...['QUEUED', 'INTERRUPTED', 'ACTIVE', 'DRAFT', 'ARCHIVED', 'SUSPENDED', 'UNKNOWN', 'SKIPPED'],
];

export const filterableNames = [...uploadStatusNames, ...foreignStatusNames];

/** The statuses that a filter value stands for; none for names of other systems. */
export function statusesNamed(name: string): { statuses: UploadStatus[]; hasErrors?: boolean } {
  if (name === WITH_ERRORS) return { statuses: ['AVAILABLE'], hasErrors: true };
  const statuses = (Object.keys(names) as UploadStatus[]).filter(
    (status) => status !== 'DELETED' && names[status] === name,
  );
  return name === names.AVAILABLE ? { statuses, hasErrors: false } : { statuses };
}
