import { DomainError, type FieldError } from '../../../shared/errors/domain-error.js';

/** The names of the files API for the fields of the uploads API. */
const fieldNames: Record<string, string> = {
  content_type: 'mimeType',
  file_size_bytes: 'size',
  file_hash: 'sha256',
};

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

/** A refusal of the uploads API with the field names of the files API; every other error unchanged. */
export function asFilesApiError(error: unknown): unknown {
  if (!(error instanceof DomainError) || !error.details.errors?.length) return error;
  const { kind, code, message, details } = error;
  const renamed = details.errors!.map(withFieldName);
  if (!renamed.some(({ field }, n) => field !== details.errors![n]!.field)) return error;
  const text = Object.entries(fieldNames).reduce((text, [from, to]) => text.replaceAll(from, to), message);
  return new DomainError(kind, code, text, { ...details, errors: renamed }, { cause: error });
}

const withFieldName = ({ field, message }: FieldError): FieldError => ({ field: fieldNames[field] ?? field, message });
