import type { KnownCaller } from '../audit/origin.js';

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
  /** Whose credentials were refused, for the audit trail: no answer shows it. */
  caller?: KnownCaller;
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

/** The same refusal, with the caller that it is known to concern. Other errors stay as they are. */
export function concerning(error: unknown, caller: KnownCaller): unknown {
  if (!isRefusal(error)) return error;
  return new DomainError(error.kind, error.code, error.message, { ...error.details, caller }, { cause: error });
}

/** Whether an error is a decision about the caller's request, rather than a defect or an outage. */
export function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError && error.kind !== 'unavailable';
}

/** Whether an error says that something does not exist for this caller. */
export function isNotFound(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'not-found';
}
