import { DomainError, type FieldError } from '../../../shared/errors/domain-error.js';

/** The core's names of what was declared, as this face spells them. */
const words: Record<string, string> = {
  content_type: 'mimeType',
  file_size_bytes: 'size',
  file_hash: 'sha256',
};

/** Refusals of the files face beside those of the core (CONTRACT 3). */
export const FileErrors = {
  /** A bucket that is named in a body is a value like any other; existing clients know this code. */
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

/** A refusal of the core in the words of this face; everything else as it is. */
export function inWordsOfFiles(error: unknown): unknown {
  if (!(error instanceof DomainError) || !error.details.errors?.length) return error;
  const { kind, code, message, details } = error;
  const spoken = details.errors!.map(inWords);
  if (!spoken.some(({ field }, n) => field !== details.errors![n]!.field)) return error;
  const text = Object.entries(words).reduce((told, [core, face]) => told.replaceAll(core, face), message);
  return new DomainError(kind, code, text, { ...details, errors: spoken }, { cause: error });
}

const inWords = ({ field, message }: FieldError): FieldError => ({ field: words[field] ?? field, message });
