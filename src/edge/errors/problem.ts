import { STATUS_CODES } from 'node:http';
import { cutDetail, listed } from '../../shared/errors/bounds.js';
import { catalogued, errorCatalogue } from '../../shared/errors/catalogue.js';
import { DomainError, type FieldError } from '../../shared/errors/domain-error.js';
import { httpStatus } from './http-status.js';
import { problemPath } from './problem-path.js';

/** RFC 9457, with a stable `code` and the invalid fields. GraphQL carries the same in `extensions`. */
export interface Problem {
  /** The path of the page that describes the code; it is sent with PUBLIC_URL before it. */
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  instance?: string;
  request_id?: string;
  errors?: FieldError[];
}

export function problemOf(error: DomainError): Problem {
  const status = httpStatus[error.kind];
  const { errors } = error.details;
  return {
    type: problemPath(error.code),
    title: catalogued(error.code)?.title ?? STATUS_CODES[status] ?? 'Error',
    status,
    detail: cutDetail(error.message),
    code: error.code,
    ...(errors?.length ? { errors: listed(errors) } : {}),
  };
}

/** A defect. The response hides its cause; the log has it under the id of the request. */
export const defect: Problem = {
  type: problemPath('INTERNAL'),
  title: errorCatalogue.INTERNAL.title,
  status: 500,
  detail: 'Something went wrong on our side. Quote the request id when you report it.',
  code: 'INTERNAL',
};
