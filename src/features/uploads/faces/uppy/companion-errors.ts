import type { ErrorForm } from '../../../../edge/errors/error-form.js';

/** Errors as Companion sends them, `error`, with what Uppy 4 and 5 show to a person for every 4xx, `message`. */
export const companionErrors: ErrorForm = ({ status, detail: message, code, errors }, requestId) => ({
  status,
  body: { error: `s3: ${message}`, message, code, errors, requestId },
});
