const SLOWEST_BYTES_PER_SECOND = 256 * 1024;
const LEAST_GRACE_SECONDS = 15 * 60;

/** How long a PUT may still be under way after its URL expired: 15 minutes, or its size at 256 KiB/s. */
export function graceSeconds(bytes: number): number {
  return Math.max(LEAST_GRACE_SECONDS, Math.ceil(bytes / SLOWEST_BYTES_PER_SECOND));
}

/**
 * When the reconciler looks for bytes that nobody confirmed: 5 seconds after creation, where most are, then at 30, then
 * often enough that bytes of any moment are found and admitted within a minute; last at the deadline.
 */
export const lookSeconds = { second: 30, every: 45 } as const;
