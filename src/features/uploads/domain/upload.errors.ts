import { DomainError } from '../../../shared/errors/domain-error.js';
import { WordedError } from '../../../shared/errors/words.js';
import type { UploadStatus } from './upload-states.js';
import { type UploadMethod, uploadMethods } from './upload-method.js';

const NAMED = 10;

function firstOf(numbers: number[]): string {
  const named = numbers.slice(0, NAMED).join(', ');
  return numbers.length > NAMED ? `${named}, …` : named;
}

const urlsInstead = {
  whole: (method: UploadMethod) =>
    `This upload is sent by ${method}, not in parts. Use POST /v1/uploads/{upload_id}/sign for its URL.`,
  parts: () => 'This upload is sent in parts. Sign its parts to get their URLs.',
  none: () => 'This upload is sent and completed through the API that it was created with. It has no URL here.',
};

/** Every refusal of the uploads core. */
export const UploadErrors = {
  notFound: () => new WordedError('not-found', 'NOT_FOUND', ({ noun }) => `${capitalized(noun)} not found.`),
  tooLarge: (bytes: number, limit: number, whose: string) =>
    new DomainError('too-large', 'PAYLOAD_TOO_LARGE', `${bytes} bytes are more than ${whose} allows: ${limit}.`, {
      errors: [{ field: 'file_size_bytes', message: `must be at most ${limit}` }],
    }),
  unsupportedType: (type: string, allowed: readonly string[]) =>
    new DomainError(
      'unsupported',
      'UNSUPPORTED_TYPE',
      `${type} is not accepted here. Allowed: ${allowed.join(', ')}.`,
      {
        errors: [{ field: 'content_type', message: `must be one of ${allowed.join(', ')}` }],
      },
    ),
  /** A URL of another kind than this method has was asked for. */
  noSuchUrl: (method: UploadMethod) =>
    new DomainError('invalid', 'UNSUPPORTED_METHOD', urlsInstead[uploadMethods[method].urls](method)),
  noForms: () =>
    new DomainError(
      'invalid',
      'UNSUPPORTED_METHOD',
      'The object store takes no POST forms. Use PUT, or MULTIPART with file_size_bytes.',
      { errors: [{ field: 'method', message: 'must be PUT or MULTIPART' }] },
    ),
  bucketInactive: (name: string, status: string) =>
    new DomainError('conflict', 'BUCKET_INACTIVE', `The bucket ${name} is ${status} and accepts no uploads.`),
  quotaExceeded: () =>
    new DomainError(
      'forbidden',
      'QUOTA_EXCEEDED',
      'The storage quota has no room for this file. Delete files or raise the quota.',
    ),
  tokenUsedUp: () =>
    new DomainError(
      'forbidden',
      'UPLOAD_TOKEN_USED_UP',
      'This upload token has brought as many files as it may. Cancel one that is under way, or get a new token.',
    ),
  stagingLimit: () =>
    new DomainError(
      'unavailable',
      'STAGING_LIMIT_EXCEEDED',
      'Too many uploads are pending or being scanned. Finish or cancel some.',
      {
        retryAfterSeconds: 10,
      },
    ),
  spoolFull: () =>
    new DomainError('unavailable', 'STAGING_LIMIT_EXCEEDED', 'Too many files are being sent at once. Try again soon.', {
      retryAfterSeconds: 10,
    }),
  notUploaded: () =>
    new DomainError(
      'conflict',
      'UPLOAD_NOT_UPLOADED',
      'No bytes have arrived yet. Send the file to its URL, then confirm again.',
    ),
  partsMissing: (missing: number[]) =>
    new DomainError(
      'conflict',
      'UPLOAD_NOT_UPLOADED',
      `${missing.length} parts have not arrived yet: ${firstOf(missing)}. Send them, then confirm again.`,
    ),
  checksumMismatch: (field: string, message: string) =>
    new DomainError('unprocessable', 'CHECKSUM_MISMATCH', message, { errors: [{ field, message }] }),
  /** The client may still send what is missing. */
  partsDiffer: (why: string) =>
    new DomainError('conflict', 'UPLOAD_NOT_UPLOADED', why, { errors: [{ field: 'parts', message: why }] }),
  /** No file can be made of the parts: the upload has ended with them. */
  partsUnfit: (why: string) =>
    new DomainError('unprocessable', 'SIZE_MISMATCH', `${why} The upload has ended: create a new one.`),
  nothingToSend: (objectId: string) =>
    new DomainError(
      'conflict',
      'UNIQUE_KEY_EXISTS',
      `The object ${objectId} has the same unique key already: there is nothing to send.`,
    ),
  gone: (status: UploadStatus, reason: string | null) =>
    new WordedError(
      'gone',
      'GONE',
      ({ noun, statuses }) =>
        `The ${noun} has ended with the status ${statuses[status]}${reason ? ` (${reason})` : ''}. Create a new one.`,
    ),
  illegal: (verb: string, status: UploadStatus) =>
    new WordedError(
      'conflict',
      'INVALID_STATE',
      ({ noun, statuses }) => `The ${noun} has the status ${statuses[status]} and cannot ${verb}.`,
    ),
  notReadable: (status: UploadStatus) =>
    new WordedError(
      'conflict',
      'INVALID_STATE',
      ({ noun, statuses, readable }) =>
        `The ${noun} has the status ${statuses[status]}: it can be read once it is ${readable}.`,
    ),
};

const capitalized = (noun: string) => noun[0]!.toUpperCase() + noun.slice(1);
