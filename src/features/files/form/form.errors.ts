import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';
import { NOT_STORABLE } from '../../../shared/json/storable.js';

/** Refusals of a form for its structure, whatever its file is. */
export const FormErrors = {
  malformed: (why: string) => Errors.invalidField('body', `must be well-formed multipart/form-data (${why})`),
  noFile: () => Errors.invalidField('file', 'must be a part with a file name: no file was sent'),
  twoFiles: () => Errors.invalidField('file', 'must be one file: send each in a request of its own'),
  empty: () => Errors.invalidField('file', 'must not be empty'),
  otherFile: () => new DomainError('too-large', 'PAYLOAD_TOO_LARGE', 'Only the part "file" may carry a large file.'),
  fieldTooLong: (name: string, limit: number) => Errors.invalidField(name, `must be at most ${limit} bytes`),
  tooManyParts: (limit: number) => Errors.invalidField('body', `must have at most ${limit} fields`),
  notJson: (why: string) => Errors.invalidField('metadata', why),
  notStorable: (name: string) => Errors.invalidField(name, NOT_STORABLE),
  tooSlow: () =>
    new DomainError('timeout', 'REQUEST_TIMEOUT', 'The body arrived too slowly. Send the request again.', {
      errors: [{ field: 'body', message: 'must arrive in time' }],
    }),
  encoded: (name: string, encoding: string) =>
    Errors.invalidField(name, `must be sent as it is, not with Content-Transfer-Encoding ${encoding}`),
  /** For the log only: its sender is gone. */
  gone: () => Errors.invalidField('body', 'must arrive whole: the connection was closed'),
};
