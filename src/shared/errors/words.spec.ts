import { describe, expect, it } from '@jest/globals';
import { DomainError } from './domain-error.js';
import { Errors } from './errors.js';
import { inWords, WordedError, words } from './words.js';

const waits = () =>
  new WordedError('conflict', 'INVALID_STATE', ({ noun, statuses }) => `The ${noun} is ${statuses.SCANNING}.`);

describe('a refusal in the words of an API', () => {
  it.each([
    ['uploads', 'The upload is PROCESSING.'],
    ['files', 'The file is pending_scan.'],
    ['forms', 'The file is pending_scan.'],
    ['documents', 'The document is processing.'],
  ] as const)('%s', (api, message) => {
    expect(inWords(waits(), words[api])).toMatchObject({ kind: 'conflict', code: 'INVALID_STATE', message });
  });

  it('is in those of the uploads API where none is chosen', () => expect(waits().message).toContain('upload'));

  it('names fields as the API does, in the list and in the text', () => {
    const renamed = inWords(Errors.invalidField('content_type', 'must be a MIME type'), words.files) as DomainError;
    expect(renamed).toMatchObject({ code: 'VALIDATION_FAILED', message: 'mimeType: must be a MIME type' });
    expect(renamed.details.errors).toEqual([{ field: 'mimeType', message: 'must be a MIME type' }]);
  });

  it('stays the same object where there is nothing to translate', () => {
    for (const error of [Errors.notFound('Bucket'), Errors.invalidField('filename', 'x'), new Error('x')])
      expect(inWords(error, words.files)).toBe(error);
  });

  it('keeps what else is known, such as when to try again', () => {
    const errors = [{ field: 'file_size_bytes', message: 'm' }];
    const late = new DomainError('unavailable', 'X', 'file_size_bytes', { retryAfterSeconds: 3, errors });
    expect(inWords(late, words.documents)).toMatchObject({ message: 'file_size', details: { retryAfterSeconds: 3 } });
  });
});
