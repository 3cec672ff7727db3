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
  /** The event in timelines, webhooks and subscriptions; none for moves that are internal. */
  publishes?: string;
  /** What must also be true of the row at the moment of the move, by the database's clock. */
  when?: 'deadline-over';
}

/** The life of an upload, whole. Keyed by event: `from` is exactly the predicate of the one UPDATE that moves it. */
export const uploadTransitions = {
  begin: { from: ['PENDING'], to: 'UPLOADING', publishes: 'begun' },
  confirm: { from: ['PENDING', 'UPLOADING'], to: 'SCANNING', publishes: 'confirmed' },
  claim: { from: ['SCANNING'], to: 'SCANNING' },
  admit: { from: ['SCANNING'], to: 'AVAILABLE', publishes: 'available' },
  reject: { from: ['PENDING', 'UPLOADING', 'SCANNING'], to: 'REJECTED', publishes: 'rejected' },
  quarantine: { from: ['AVAILABLE'], to: 'REJECTED', publishes: 'quarantined' },
  release: { from: ['REJECTED'], to: 'AVAILABLE', publishes: 'available' },
  expire: { from: ['PENDING', 'UPLOADING'], to: 'EXPIRED', publishes: 'expired', when: 'deadline-over' },
  cancel: { from: ['PENDING', 'UPLOADING', 'SCANNING'], to: 'CANCELED', publishes: 'canceled' },
  remove: { from: ['AVAILABLE', 'REJECTED', 'EXPIRED', 'CANCELED'], to: 'DELETED', publishes: 'deleted' },
} as const satisfies Record<string, Transition>;

export type UploadEvent = keyof typeof uploadTransitions;

/** Statuses in which bytes are reserved and may still become a file. */
export const openStatuses = ['PENDING', 'UPLOADING', 'SCANNING'] as const satisfies readonly UploadStatus[];

export function isOpen(status: UploadStatus): boolean {
  return (openStatuses as readonly UploadStatus[]).includes(status);
}

export function mayHappen(event: UploadEvent, status: UploadStatus): boolean {
  return (uploadTransitions[event].from as readonly UploadStatus[]).includes(status);
}
