import { DomainError } from '../../../../shared/errors/domain-error.js';
import { Errors } from '../../../../shared/errors/errors.js';

/** Refusals of the form API beside those of the uploads API. */
export const FormApiErrors = {
  unknownBucket: (bucket: string) =>
    new DomainError('invalid', 'INVALID_BUCKET', `There is no bucket ${bucket} in this workspace.`, {
      errors: [{ field: 'bucket', message: 'must be a bucket of this workspace, by name or id' }],
    }),
  successUrl: (why: string) => Errors.invalidField('success_url', why),
  noBytes: () =>
    new DomainError(
      'not-found',
      'NOT_FOUND',
      'No bytes have arrived under this key. Send the form, then confirm again.',
    ),
  noSuchKey: () => new DomainError('not-found', 'NOT_FOUND', 'There is no upload with this key.'),
};

/** A refusal of the uploads API as the form API answers it; every other error unchanged. */
export function asFormApiError(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  const { code, message, details } = error;
  if (code === 'UNSUPPORTED_TYPE') return new DomainError('invalid', code, message, details, { cause: error });
  if (code === 'UPLOAD_NOT_UPLOADED') return FormApiErrors.noBytes();
  if (code === 'UNSUPPORTED_METHOD')
    return new DomainError(
      'invalid',
      code,
      'The object store takes no POST forms. Create the upload by POST /v1/buckets/{bucket_id}/uploads, and send it by PUT.',
      {},
      { cause: error },
    );
  return error;
}
