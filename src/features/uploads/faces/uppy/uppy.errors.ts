import { DomainError } from '../../../../shared/errors/domain-error.js';

/** Refusals of Uppy's protocols. */
export const UppyErrors = {
  useMultipart: () =>
    new DomainError(
      'invalid',
      'UNSUPPORTED_METHOD',
      'The object store takes no POST forms, and the size of this file is not known. Configure @uppy/aws-s3 with shouldUseMultipart: true, or send the size to the sign URL.',
    ),
  noSuchRequest: () =>
    new DomainError(
      'invalid',
      'UNSUPPORTED_METHOD',
      'Ask for a PUT of a file or of a part (uploadId and partNumber), for a POST that opens or completes a session, a GET of its parts, or a DELETE of it (uploadId).',
    ),
  staleSession: () =>
    new DomainError(
      'gone',
      'GONE',
      'The URL that opens this session is no longer valid. Ask the sign URL for a new one.',
    ),
};
