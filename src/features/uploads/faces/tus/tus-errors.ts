import type { ErrorForm } from '../../../../edge/errors/error-form.js';

/** Errors as clients of tus show them to people: a status and a sentence. */
export const tusErrors: ErrorForm = ({ status, detail }) => ({
  status,
  type: 'text/plain; charset=utf-8',
  headers: { 'tus-resumable': '1.0.0' },
  body: `${detail}\n`,
});
