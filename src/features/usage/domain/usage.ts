/** What the files of one bucket use. */
export interface BucketUsage {
  bucketId: string;
  bucketName: string;
  usedBytes: number;
  fileCount: number;
}

/** Quota that an open upload holds. */
export interface Reservation {
  uploadId: string;
  bytes: number;
  expiresAt: Date;
}

/** What an organization uses, has reserved and may. */
export interface Usage {
  quotaBytes: number;
  usedBytes: number;
  reservedBytes: number;
  pendingCount: number;
  pendingLimit: number;
  buckets: BucketUsage[];
  reservations: Reservation[];
}
