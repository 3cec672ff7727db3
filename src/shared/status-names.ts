/** What each API calls the status of an upload. The only place that maps them. */
export const statusNames = {
  PENDING: { uploads: 'PENDING', files: 'pending_scan', documents: 'pending' },
  UPLOADING: { uploads: 'IN_PROGRESS', files: 'pending_scan', documents: 'pending' },
  SCANNING: { uploads: 'PROCESSING', files: 'pending_scan', documents: 'processing' },
  /** Of a document the text is extracted next; of an upload with a reason: COMPLETED_WITH_ERRORS. */
  AVAILABLE: { uploads: 'COMPLETED', files: 'available', documents: 'processing' },
  REJECTED: { uploads: 'FAILED', files: 'rejected', documents: 'FAILURE' },
  EXPIRED: { uploads: 'FAILED', files: 'rejected', documents: 'FAILURE' },
  CANCELED: { uploads: 'CANCELED', files: 'rejected', documents: 'FAILURE' },
  /** Not found everywhere; the last event of an upload shows it. */
  DELETED: { uploads: 'CANCELED', files: 'rejected', documents: 'FAILURE' },
} as const;

export type UploadState = keyof typeof statusNames;
type Api = keyof (typeof statusNames)[UploadState];

/** The names of one API. */
export function namesIn<A extends Api>(api: A): { [S in UploadState]: (typeof statusNames)[S][A] } {
  const entries = Object.entries(statusNames).map(([status, names]) => [status, names[api]]);
  return Object.fromEntries(entries) as { [S in UploadState]: (typeof statusNames)[S][A] };
}
