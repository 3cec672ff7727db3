import type { ErrorForm } from '../../../../edge/errors/error-form.js';
import { element, xmlError } from './s3-xml.js';

/** The names that S3 has for refusals of ours; the others keep their own code. */
const codes: Record<string, string> = {
  NOT_FOUND: 'NoSuchUpload',
  GONE: 'NoSuchUpload',
  FORBIDDEN: 'AccessDenied',
  UNAUTHENTICATED: 'AccessDenied',
  PAYLOAD_TOO_LARGE: 'EntityTooLarge',
  UPLOAD_NOT_UPLOADED: 'InvalidPart',
  VALIDATION_FAILED: 'InvalidArgument',
  RATE_LIMITED: 'SlowDown',
  INTERNAL: 'InternalError',
};

/** Errors as S3 sends them. */
export const s3Errors: ErrorForm = ({ status, code, detail }, requestId) => ({
  status,
  type: 'application/xml',
  body: xmlError([
    element('Code', codes[code] ?? pascalCase(code)),
    element('Message', detail),
    element('RequestId', requestId),
  ]),
});

function pascalCase(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
