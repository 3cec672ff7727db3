import { DomainError } from '../../../shared/errors/domain-error.js';

/** Refusals of a new upload token. */
export const UploadTokenErrors = {
  noSuchBucket: (bucket: string) =>
    new DomainError(
      'invalid',
      'INVALID_BUCKET',
      `This workspace has no bucket ${bucket}. GET /v1/buckets lists them.`,
      {
        errors: [{ field: 'bucket', message: 'must be the id or the name of a bucket' }],
      },
    ),
  bucketInactive: (name: string, status: string) =>
    new DomainError('conflict', 'BUCKET_INACTIVE', `The bucket ${name} is ${status} and accepts no uploads.`),
  tooLarge: (limit: number, whose: string) =>
    new DomainError('too-large', 'PAYLOAD_TOO_LARGE', `No file may be larger than ${whose} allows: ${limit} bytes.`, {
      errors: [{ field: 'max_file_size', message: `must be at most ${limit}` }],
    }),
  unsupportedType: (type: string, place: number, allowed: readonly string[]) =>
    new DomainError(
      'unsupported',
      'UNSUPPORTED_TYPE',
      `The bucket does not accept ${type}. Allowed: ${allowed.join(', ')}.`,
      {
        errors: [{ field: `allowed_content_types.${place}`, message: `must be one of ${allowed.join(', ')}` }],
      },
    ),
};
