/** The slowest connection an upload is planned for, and the shortest grace of any. */
export const slowestUpload = { bytesPerSecond: 256 * 1024, leastGraceSeconds: 15 * 60 } as const;

/** How long a PUT may still be under way after its URL expired: 15 minutes, or its size at 256 KiB/s. */
export function graceSeconds(bytes: number): number {
  return Math.max(slowestUpload.leastGraceSeconds, Math.ceil(bytes / slowestUpload.bytesPerSecond));
}

/**
 * When the reconciler checks staging for bytes without a confirm. The first check is 5 seconds after creation, the second
 * after 30, and later ones are frequent enough that bytes are admitted within a minute of their arrival; the last is at
 * the deadline.
 */
export const checkSeconds = { second: 30, every: 45 } as const;
