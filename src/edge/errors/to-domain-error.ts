import { HttpException } from '@nestjs/common';
import { isStoreOutage } from '../../platform/object-store/s3/s3-errors.js';
import { isDatabaseUnavailable, sqlState } from '../../platform/prisma/database-errors.js';
import { DomainError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { isDiskFull } from '../../shared/errors/system-errors.js';

/** PostgreSQL's code. */
const DISK_FULL = '53100';
const NO_SPACE = 'A disk of this service is full. Try again once its operator has freed space.';

/** Errors of Fastify, Nest, PostgreSQL and the object store as domain errors; `undefined` for a defect. */
export function toDomainError(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  if (isDiskFull(error) || sqlState(error) === DISK_FULL) return Errors.unavailable(NO_SPACE, error);
  if (isDatabaseUnavailable(error))
    return Errors.unavailable('The database does not answer. Try again in a few seconds.', error);
  if (isStoreOutage(error)) return Errors.storageUnavailable(error);
  const status = statusOf(error);
  if (status === undefined || status >= 500) return undefined;
  return refusal(status, (error as Error).message);
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

const TOO_LARGE =
  'The request body is too large: at most 64 KiB on routes without credentials, 2 MiB for GraphQL, 1 MiB elsewhere.';

const refusals: Record<number, (message: string) => DomainError> = {
  401: () => Errors.unauthenticated(),
  403: (message) => Errors.forbidden(message),
  404: () => Errors.noSuchRoute(),
  413: () => new DomainError('too-large', 'PAYLOAD_TOO_LARGE', TOO_LARGE),
  415: () => new DomainError('unsupported', 'UNSUPPORTED_TYPE', 'Send the body as application/json.'),
};

function refusal(status: number, message: string): DomainError {
  return refusals[status]?.(message) ?? Errors.invalidField('request', message);
}
