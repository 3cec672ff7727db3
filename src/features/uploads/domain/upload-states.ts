/** Where an upload can be. PENDING, UPLOADING and SCANNING hold a reservation; DELETED is 404 everywhere. */
export const uploadStatuses = [
  'PENDING',
  'UPLOADING',
  'SCANNING',
  'AVAILABLE',
  'REJECTED',
  'EXPIRED',
  'CANCELED',
  'DELETED',
] as const;
export type UploadStatus = (typeof uploadStatuses)[number];

export interface Transition {
  from: readonly UploadStatus[];
  to: UploadStatus;
  /** The event that timelines, webhooks and subscriptions see; none for moves that nobody waits for. */
  tells?: string;
  /** What must also be true of the row at the moment of the move, by the database's clock. */
  when?: 'deadline-over';
}

/** The life of an upload, whole. Keyed by event: `from` is exactly the predicate of the one UPDATE that moves it. */
export const uploadTransitions = {
  begin: { from: ['PENDING'], to: 'UPLOADING', tells: 'begun' },
  confirm: { from: ['PENDING', 'UPLOADING'], to: 'SCANNING', tells: 'confirmed' },
  claim: { from: ['SCANNING'], to: 'SCANNING' },
  admit: { from: ['SCANNING'], to: 'AVAILABLE', tells: 'available' },
  reject: { from: ['PENDING', 'UPLOADING', 'SCANNING'], to: 'REJECTED', tells: 'rejected' },
  quarantine: { from: ['AVAILABLE'], to: 'REJECTED', tells: 'quarantined' },
  release: { from: ['REJECTED'], to: 'AVAILABLE', tells: 'available' },
  expire: { from: ['PENDING', 'UPLOADING'], to: 'EXPIRED', tells: 'expired', when: 'deadline-over' },
  cancel: { from: ['PENDING', 'UPLOADING', 'SCANNING'], to: 'CANCELED', tells: 'canceled' },
  remove: { from: ['AVAILABLE', 'REJECTED', 'EXPIRED', 'CANCELED'], to: 'DELETED', tells: 'deleted' },
} as const satisfies Record<string, Transition>;

export type UploadEvent = keyof typeof uploadTransitions;

/** Statuses in which bytes are reserved and may still become a file. */
const openStatuses = ['PENDING', 'UPLOADING', 'SCANNING'] as const satisfies readonly UploadStatus[];

export function isOpen(status: UploadStatus): boolean {
  return (openStatuses as readonly UploadStatus[]).includes(status);
}

export function mayHappen(event: UploadEvent, status: UploadStatus): boolean {
  return (uploadTransitions[event].from as readonly UploadStatus[]).includes(status);
}
