import type { UploadStatus } from '../uploads/index.js';

/** The files face's names (CONTRACT 0). */
const names = {
  PENDING: 'pending_scan',
  UPLOADING: 'pending_scan',
  SCANNING: 'pending_scan',
  AVAILABLE: 'available',
  REJECTED: 'rejected',
  EXPIRED: 'rejected',
  CANCELED: 'rejected',
  DELETED: 'rejected',
} as const satisfies Record<UploadStatus, string>;

export function fileStatusOf(status: UploadStatus): string {
  return names[status];
}
