/** The files face's names (CONTRACT 0), by the core's status. A shape of its own: the rule knows no other feature. */
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

/** What of the core a filter by this face's name means. */
export function statusesOf(name: string): Open[] {
  return (Object.keys(names) as Open[]).filter((status) => names[status] === name);
}
