/** The statuses of the files API by the status of the upload. The type is declared here: domain rules import no feature. */
const names = {
  PENDING: 'pending_scan',
  UPLOADING: 'pending_scan',
  SCANNING: 'pending_scan',
  AVAILABLE: 'available',
  REJECTED: 'rejected',
  EXPIRED: 'rejected',
  CANCELED: 'rejected',
} as const;

type Open = keyof typeof names;
export const fileStatuses = ['pending_scan', 'available', 'rejected'] as const;

export function fileStatusOf(status: Open | 'DELETED'): string {
  return status === 'DELETED' ? 'rejected' : names[status];
}

/** The upload statuses that a filter by this name includes. */
export function statusesOf(name: string): Open[] {
  return (Object.keys(names) as Open[]).filter((status) => names[status] === name);
}
