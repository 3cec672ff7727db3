/** Time-outs of calls to the store. */
export interface Deadlines {
  /** Until a connection is established, DNS included. */
  connectMs: number;
  /** Until the response of one attempt. */
  attemptMs: number;
  /** For a call with all its retries. */
  totalMs: number;
  /** Without progress while a body is streamed. */
  idleMs: number;
}

export const defaultDeadlines: Deadlines = { connectMs: 3_000, attemptMs: 8_000, totalMs: 15_000, idleMs: 30_000 };

/** The time allowed per key that one request deletes, as the time for this many bytes. */
export const BYTES_PER_DELETED_KEY = 64 * 1024;

const MIN_BYTES_PER_MS = 8 * 1024;

/** Extra time for operations that process the bytes of an object: at least 8 MiB a second are expected. */
export function allowanceFor(bytes: number): number {
  return Math.ceil(bytes / MIN_BYTES_PER_MS);
}
