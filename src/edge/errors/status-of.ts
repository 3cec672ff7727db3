import { errorCatalogue, type ErrorCode } from '../../shared/errors/catalogue.js';
import { httpStatus } from './http-status.js';

/** The codes that an operation may be documented to answer; a defect is part of every one. */
export type ProblemCode = Exclude<ErrorCode, 'INTERNAL'>;

/** The HTTP status of a code. */
export function statusOf(code: ErrorCode): number {
  const { kind } = errorCatalogue[code];
  return kind === 'defect' ? 500 : httpStatus[kind];
}
