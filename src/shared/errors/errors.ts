import { cutDetail, listed } from './bounds.js';
import { DomainError, type FieldError } from './domain-error.js';

/** Errors that any part of the product may throw. Features define their own beside their rules. */
export const Errors = {
  validation: (found: FieldError[]) => {
    const errors = listed(found);
    const detail = errors.map((e) => `${e.field}: ${e.message}`).join('; ');
    return new DomainError('invalid', 'VALIDATION_FAILED', cutDetail(detail) || 'The request is not valid.', {
      errors,
    });
  },
  invalidField: (field: string, message: string) => Errors.validation([{ field, message }]),
  unauthenticated: (message = 'Send a valid API key or token as "Authorization: Bearer …".') =>
    new DomainError('unauthenticated', 'UNAUTHENTICATED', message),
  forbidden: (message: string) => new DomainError('forbidden', 'FORBIDDEN', message),
  notFound: (noun: string) => new DomainError('not-found', 'NOT_FOUND', `${noun} not found.`),
  noSuchRoute: () => new DomainError('not-found', 'NOT_FOUND', 'There is no such route: /docs lists them all.'),
  invalidState: (message: string) => new DomainError('conflict', 'INVALID_STATE', message),
  gone: (message: string) => new DomainError('gone', 'GONE', message),
  rateLimited: (message: string, retryAfterSeconds: number) =>
    new DomainError('rate-limited', 'RATE_LIMITED', message, { retryAfterSeconds }),
  unavailable: (message: string, cause?: unknown) =>
    new DomainError('unavailable', 'UNAVAILABLE', message, { retryAfterSeconds: 5 }, { cause }),
  storageUnavailable: (cause?: unknown) =>
    new DomainError(
      'unavailable',
      'STORAGE_UNAVAILABLE',
      'The object store does not answer. Try again in a few seconds.',
      { retryAfterSeconds: 5 },
      { cause },
    ),
  storageNotConfigured: (missing: string) => Errors.storageRefuses(`Object storage is not configured: set ${missing}.`),
  /** `why`: a sentence that says what to correct. */
  storageRefuses: (why: string, cause?: unknown) =>
    new DomainError('unavailable', 'STORAGE_NOT_CONFIGURED', why, { retryAfterSeconds: 5 }, { cause }),
};
