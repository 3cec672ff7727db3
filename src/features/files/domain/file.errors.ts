import { DomainError } from '../../../shared/errors/domain-error.js';

/** Refusals of the files API beside those of the uploads API. */
export const FileErrors = {
  /** A bucket in a body is a value like any other. Existing clients depend on this code. */
  unknownBucket: (bucket: string) =>
    new DomainError('invalid', 'validation-error', `There is no bucket ${bucket} in this workspace.`, {
      errors: [{ field: 'bucket', message: 'must be a bucket of this workspace, by name or id' }],
    }),
  mimeMismatch: (declared: string, detected: string) =>
    new DomainError(
      'unprocessable',
      'MIME_TYPE_MISMATCH',
      `The file was declared ${declared}, its bytes show ${detected}.`,
      {
        errors: [{ field: 'mimeType', message: `must be what the bytes show: ${detected}` }],
      },
    ),
  imageTooLarge: (limit: number) =>
    new DomainError('too-large', 'PAYLOAD_TOO_LARGE', `Images may have ${limit} bytes at most.`, {
      errors: [{ field: 'size', message: `must be at most ${limit} for an image` }],
    }),
};
