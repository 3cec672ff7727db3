import { Logger } from '@nestjs/common';
import { inOneLine } from '../../platform/background/in-one-line.js';
import { databaseFault } from '../../platform/prisma/database-errors.js';
import { defect, problemOf, type Problem } from './problem.js';
import { toDomainError } from './to-domain-error.js';

export interface Rendered {
  problem: Problem;
  /** Seconds, for `Retry-After`. */
  retryAfter?: number;
}

const logger = new Logger('Errors');

/** The problem that a client gets for an error. Defects are logged here, once, and their cause is hidden. */
export function render(error: unknown, requestId: string | undefined): Rendered {
  const known = toDomainError(error);
  if (known) {
    if (databaseFault(error) === 'unfamiliar')
      logger.warn(`Treated as an outage: ${inOneLine(error)}`, { request_id: requestId });
    return { problem: problemOf(known), retryAfter: known.details.retryAfterSeconds };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  logger.error(text, { request_id: requestId });
  return { problem: defect };
}
