import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';

/** Refusals of attachments beside those of uploads. */
export const AttachmentErrors = {
  notFound: () => Errors.notFound('Attachment'),
  /** Forged, expired, for another purpose, of another workspace: one answer for all. */
  noSuchBlob: () =>
    new DomainError(
      'not-found',
      'NOT_FOUND',
      'This signed_id opens no file of this workspace. Upload the file again and send the signed_id of the answer.',
    ),
};
