import { namesIn, type UploadState } from '../../../shared/status-names.js';

const names = namesIn('files');

export const fileStatuses = ['pending_scan', 'available', 'rejected'] as const;
export type FileStatus = (typeof fileStatuses)[number];

export function fileStatusOf(status: UploadState): FileStatus {
  return names[status];
}

/** The upload statuses that a filter by this name includes. */
export function statusesOf(name: string): Exclude<UploadState, 'DELETED'>[] {
  return (Object.keys(names) as UploadState[]).filter(
    (status) => status !== 'DELETED' && names[status] === name,
  ) as Exclude<UploadState, 'DELETED'>[];
}
