/** What went wrong, in words that no transport owns. `edge/errors` maps each kind to a status. */
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
  /** The fields at fault, for `VALIDATION_FAILED` and its kin. */
  errors?: FieldError[];
  /** When it is worth trying again. */
  retryAfterSeconds?: number;
}

/** An expected refusal: stable `code`, text that says what to do next. Everything else is a defect (500). */
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
