const SLOWEST_BYTES_PER_SECOND = 256 * 1024;
const LEAST_GRACE_SECONDS = 15 * 60;

/** How long a PUT may still be under way after its URL expired: 15 minutes, or its size at 256 KiB/s. */
export function graceSeconds(bytes: number): number {
  return Math.max(LEAST_GRACE_SECONDS, Math.ceil(bytes / SLOWEST_BYTES_PER_SECOND));
}

/** When the reconciler looks for bytes that nobody confirmed: seconds after creation; then at the deadline. */
export const lookScheduleSeconds = [5, 30, 120, 600] as const;
