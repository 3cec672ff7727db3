import type { Problem } from './problem.js';

/** What of a problem travels in `errors[].extensions`; the request's id is added where the answer is sent. */
export function extensionsOf({ code, status, errors }: Problem): Record<string, unknown> {
  return { code, status, ...(errors ? { errors } : {}) };
}
