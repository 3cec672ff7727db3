import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';

/** Refusals of the documents API beside those of the uploads API. */
export const DocumentErrors = {
  notFound: () => Errors.notFound('Document'),
  knowledgeBaseNotFound: () => Errors.notFound('Knowledge base'),
  noBucket: () =>
    Errors.invalidState('The workspace has no bucket named documents. Create it by POST /v1/buckets, then try again.'),
  unsupportedExtension: (extension: string, allowed: readonly string[]) =>
    new DomainError(
      'unsupported',
      'UNSUPPORTED_TYPE',
      `Files ${extension ? `with the extension ${extension}` : 'without an extension'} do not become documents. ` +
        `Allowed: ${allowed.join(', ')}.`,
      { errors: [{ field: 'filename', message: `must end with one of ${allowed.join(', ')}` }] },
    ),
  tooLarge: (bytes: number, limit: number) =>
    new DomainError('too-large', 'PAYLOAD_TOO_LARGE', `A document may have ${limit} bytes at most, not ${bytes}.`, {
      errors: [{ field: 'file_size', message: `must be at most ${limit}` }],
    }),
  /** Of an upload that is named: its status as the uploads API calls it. */
  notAvailable: (status: string) =>
    Errors.invalidState(`The upload has the status ${status}: a document is made of it once that is COMPLETED.`),
  notReprocessable: () =>
    Errors.invalidState(
      'The file of the document cannot be read: its text can be extracted while the file is available.',
    ),
};
