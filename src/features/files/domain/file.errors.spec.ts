import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';
import { FileErrors, asFilesApiError } from './file.errors.js';

describe('refusals of the files API', () => {
  it('name fields as the files API does, in their list and in their text', () => {
    const renamed = asFilesApiError(Errors.invalidField('content_type', 'must be a MIME type')) as DomainError;
    expect(renamed).toMatchObject({
      kind: 'invalid',
      code: 'VALIDATION_FAILED',
      message: 'mimeType: must be a MIME type',
    });
    expect(renamed.details.errors).toEqual([{ field: 'mimeType', message: 'must be a MIME type' }]);
  });

  it('stay the same object where there is nothing to translate', () => {
    for (const error of [Errors.notFound('Upload'), Errors.invalidField('filename', 'x'), new Error('x')])
      expect(asFilesApiError(error)).toBe(error);
  });

  it('keep what else is known, such as when to try again', () => {
    const late = new DomainError('unavailable', 'X', 'file_size_bytes', {
      retryAfterSeconds: 3,
      errors: [{ field: 'file_size_bytes', message: 'm' }],
    });
    expect(asFilesApiError(late)).toMatchObject({ message: 'size', details: { retryAfterSeconds: 3 } });
  });

  it('call a bucket that is not there a validation error', () => {
    expect(FileErrors.unknownBucket('x')).toMatchObject({ kind: 'invalid', code: 'validation-error' });
  });
});
