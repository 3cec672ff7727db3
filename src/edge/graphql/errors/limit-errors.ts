import type { GraphQLFormattedError } from 'graphql';
import { MAX_LISTED_ERRORS } from '../../../shared/errors/bounds.js';
import type { FieldError } from '../../../shared/errors/domain-error.js';

/** Adds the id of the request to the errors of one response, and limits their number and that of their fields. */
export function limitErrors(errors: readonly GraphQLFormattedError[], requestId: string): GraphQLFormattedError[] {
  let left = MAX_LISTED_ERRORS;
  return errors.slice(0, MAX_LISTED_ERRORS).map((error) => {
    const { errors: fields, ...extensions } = error.extensions ?? {};
    if (!Array.isArray(fields)) return { ...error, extensions: { ...extensions, request_id: requestId } };
    const shown = (fields as FieldError[]).slice(0, left);
    left -= shown.length;
    return { ...error, extensions: { ...extensions, errors: shown, request_id: requestId } };
  });
}
