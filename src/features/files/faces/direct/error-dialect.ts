import { STATUS_CODES } from 'node:http';
import type { ErrorAnswer } from '../../../../edge/errors/error-form.js';
import type { Problem } from '../../../../edge/errors/problem.js';

/** Where a field of the uploads core comes from in this dialect. */
const fields: Record<string, string> = {
  filename: 'blob.filename',
  content_type: 'blob.content_type',
  file_size_bytes: 'blob.byte_size',
  file_hash: 'blob.checksum',
  metadata: 'blob.metadata',
};

const VALIDATION = 'VALIDATION_FAILED';
const UNPROCESSABLE = 422;

/** Errors as clients of this API expect them: invalid fields as a list of places, everything else as one text and a code. */
export function directErrors(problem: Problem): ErrorAnswer {
  const { code, status, detail, errors } = problem;
  if (errors && (code === VALIDATION || status === UNPROCESSABLE)) return invalid(problem, errors);
  return { status, body: { detail, error: STATUS_CODES[status], error_code: code } };
}

function invalid({ code }: Problem, errors: NonNullable<Problem['errors']>): ErrorAnswer {
  const type = code === VALIDATION ? 'value_error' : code.toLowerCase();
  const named = new Set<string>();
  const firsts = errors.filter(({ field }) => named.size < named.add(field).size);
  const detail = firsts.map(({ field, message }) => ({ loc: placeOf(field), msg: message, type }));
  return { status: UNPROCESSABLE, body: { detail } };
}

function placeOf(field: string): string[] {
  if (field === 'body') return ['body'];
  if (field === 'Idempotency-Key') return ['header', field];
  return ['body', ...(fields[field] ?? field).split('.')];
}
