import { DomainError } from '../../shared/errors/domain-error.js';

export const IdempotencyErrors = {
  reused: () =>
    new DomainError(
      'unprocessable',
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key was used for another request. Take a new one.',
    ),
  inProgress: () =>
    new DomainError(
      'conflict',
      'IDEMPOTENCY_IN_PROGRESS',
      'The first request with this Idempotency-Key is still running. Try again.',
      { retryAfterSeconds: 1 },
    ),
};
