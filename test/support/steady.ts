import type { Json } from './api.js';

/** Fields that differ from one read to the next without a change. */
const VOLATILE = new Set(['server_time', 'last_used_at', 'request_id', 'queue_position']);

/** The outcome of an attempt that was running when the endpoint was disabled is still recorded. */
const OF_ATTEMPTS = new Set(['attempts', 'status_code', 'duration_ms', 'error', 'next_attempt_at', 'failing_since']);

/** Each answer signs its links to blobs anew. */
const isSignedLink = (value: unknown) => typeof value === 'string' && value.includes('/v1/blobs/');

/** What stays the same from one read to the next, unless something is changed. */
export function steady(state: Json): Json {
  const leaveOut = (key: string, value: unknown) =>
    VOLATILE.has(key) || OF_ATTEMPTS.has(key) || isSignedLink(value) ? undefined : value;
  return JSON.parse(JSON.stringify(state, leaveOut));
}
