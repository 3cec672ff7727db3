import type { GraphQLFormattedError } from 'graphql';
import { MAX_LISTED_ERRORS } from '../../../shared/errors/bounds.js';
import { problemPath } from '../../errors/problem-path.js';
import type { FieldError } from '../../../shared/errors/domain-error.js';

/** The request that the errors answer, and where the pages about errors are. */
export interface Answered {
  requestId: string;
  publicUrl: string;
}

/** Adds what REST says of an error too, its page and the id of the request, and limits the number of errors and of their fields. */
export function limitErrors(errors: readonly GraphQLFormattedError[], answered: Answered): GraphQLFormattedError[] {
  let left = MAX_LISTED_ERRORS;
  return errors.slice(0, MAX_LISTED_ERRORS).map((error) => {
    const { errors: fields, ...given } = error.extensions ?? {};
    const extensions = { ...typeOf(given, answered), ...given, request_id: answered.requestId };
    if (!Array.isArray(fields)) return { ...error, extensions };
    const shown = (fields as FieldError[]).slice(0, left);
    left -= shown.length;
    return { ...error, extensions: { ...extensions, errors: shown } };
  });
}

/** Only our own codes have a page: they have a status. */
const typeOf = ({ code, status }: Record<string, unknown>, { publicUrl }: Answered) =>
  typeof code === 'string' && typeof status === 'number' ? { type: publicUrl + problemPath(code) } : {};
