import { DomainError, type FieldError } from '../../../shared/errors/domain-error.js';

/** Every refusal that buckets and their schemas know. */
export const BucketErrors = {
  schemaViolation: (errors: FieldError[]) =>
    new DomainError(
      'unprocessable',
      'SCHEMA_VIOLATION',
      `The bucket's schema does not allow this. ${errors.map((e) => `${e.field}: ${e.message}`).join('; ')}.`,
      { errors },
    ),
  uniqueKeyExists: (objectId: string) =>
    new DomainError(
      'conflict',
      'UNIQUE_KEY_EXISTS',
      `The object ${objectId} of this bucket has the same unique key. Delete it, or send other values.`,
    ),
};
