import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';
import { NOT_STORABLE } from '../../../shared/json/storable.js';

/** Why a form is refused whatever file is in it. */
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
  tooSlow: () => Errors.invalidField('body', 'must arrive in time: the sender fell silent or was too slow'),
  /** Nobody hears this one. */
  gone: () => Errors.invalidField('body', 'must arrive whole: the connection was closed'),
};
