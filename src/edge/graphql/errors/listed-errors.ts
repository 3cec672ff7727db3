import type { GraphQLFormattedError } from 'graphql';
import { MAX_LISTED_ERRORS } from '../../../shared/errors/bounds.js';
import type { FieldError } from '../../../shared/errors/domain-error.js';

/** The errors of one answer under its id: no more than are listed in all, nor fields at fault among them. */
export function listedErrors(errors: readonly GraphQLFormattedError[], requestId: string): GraphQLFormattedError[] {
  let left = MAX_LISTED_ERRORS;
  return errors.slice(0, MAX_LISTED_ERRORS).map((error) => {
    const { errors: fields, ...extensions } = error.extensions ?? {};
    if (!Array.isArray(fields)) return { ...error, extensions: { ...extensions, request_id: requestId } };
    const told = (fields as FieldError[]).slice(0, left);
    left -= told.length;
    return { ...error, extensions: { ...extensions, errors: told, request_id: requestId } };
  });
}
