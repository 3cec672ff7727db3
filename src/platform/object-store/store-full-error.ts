import { DomainError } from '../../shared/errors/domain-error.js';

const RETRY_SECONDS = 30;

/** The store takes no more bytes: its disk is full, or a quota of the bucket is used up. */
export class StoreFullError extends DomainError {
  constructor(cause?: unknown) {
    super(
      'unavailable',
      'STORAGE_UNAVAILABLE',
      'The object store has no space left. Free space on its disk, or raise the quota of the bucket.',
      { retryAfterSeconds: RETRY_SECONDS },
      { cause },
    );
  }
}
