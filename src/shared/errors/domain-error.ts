/** The kind of an error, independent of the transport. `edge/errors` maps each kind to a status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unsupported'
  | 'unprocessable'
  | 'timeout'
  | 'rate-limited'
  | 'unavailable';

/** One field of the input that was refused, and why. */
export interface FieldError {
  field: string;
  message: string;
}

export interface ErrorDetails {
  /** The invalid fields, for `VALIDATION_FAILED` and similar codes. */
  errors?: FieldError[];
  /** When a retry may succeed. */
  retryAfterSeconds?: number;
}

/** An expected error with a stable `code` and a message that says what to do next. Other errors are defects (500). */
export class DomainError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DomainError';
  }
}

/** Whether an error is a decision about the caller's request, rather than a defect or an outage. */
export function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError && error.kind !== 'unavailable';
}

/** Whether an error says that something does not exist for this caller. */
export function isNotFound(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'not-found';
}
