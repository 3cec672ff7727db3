/** How long the store may take. */
export interface Deadlines {
  /** Until a connection stands, name look-up included. */
  connectMs: number;
  /** Until one attempt is answered. */
  attemptMs: number;
  /** Until a call with all its retries is over. */
  totalMs: number;
  /** Without a byte moving, while a body is streamed. */
  idleMs: number;
}

export const defaultDeadlines: Deadlines = { connectMs: 3_000, attemptMs: 8_000, totalMs: 15_000, idleMs: 30_000 };

const SLOWEST_BYTES_PER_MS = 8 * 1024;

/** Work on the bytes of an object takes the store longer the more there are: 8 MiB a second is the slowest we accept. */
export function allowanceFor(bytes: number): number {
  return Math.ceil(bytes / SLOWEST_BYTES_PER_MS);
}
