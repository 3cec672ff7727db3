import { DomainError, type FieldError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';

/** The names of the documents API for the fields of the uploads API. */
const fieldNames: Record<string, string> = { file_size_bytes: 'file_size' };

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
  notAvailable: (status: string) =>
    Errors.invalidState(`The upload is ${status}: a document is made of it once it is AVAILABLE.`),
  notReprocessable: (status: string) =>
    Errors.invalidState(`The document's file is ${status}: its text can be extracted while the file is AVAILABLE.`),
};

/** A refusal of the uploads API with the field names of the documents API; every other error unchanged. */
export function asDocumentsApiError(error: unknown): unknown {
  if (!(error instanceof DomainError) || !error.details.errors?.some(({ field }) => field in fieldNames)) return error;
  const { kind, code, message, details } = error;
  const errors = details.errors!.map(({ field, message }): FieldError => ({
    field: fieldNames[field] ?? field,
    message,
  }));
  const text = Object.entries(fieldNames).reduce((text, [from, to]) => text.replaceAll(from, to), message);
  return new DomainError(kind, code, text, { ...details, errors }, { cause: error });
}
