import type { ErrorKind } from '../../shared/errors/domain-error.js';

/** Total by type: a new kind does not compile until it has a status. */
export const httpStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  unprocessable: 422,
  timeout: 408,
  'rate-limited': 429,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;
