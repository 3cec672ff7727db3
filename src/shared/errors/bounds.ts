import type { FieldError } from './domain-error.js';

/** A longer list does not help the reader, and a request may have thousands of errors. */
export const MAX_LISTED_ERRORS = 50;
/** In bytes of JSON: the errors of one response stay below 64 KiB. */
const MAX_FIELD_BYTES = 200;
const MAX_TEXT_BYTES = 300;
const MAX_DETAIL_BYTES = 1_000;

/** Shortens a text that repeats what a client sent. */
export function cut(text: string, maxBytes = MAX_TEXT_BYTES): string {
  if (text.length <= maxBytes && bytesOf(text) <= maxBytes) return text;
  let kept = text.slice(0, maxBytes);
  while (bytesOf(kept) > maxBytes) kept = kept.slice(0, Math.floor((kept.length * 3) / 4));
  return `${kept.toWellFormed()}…`;
}

export const cutDetail = (text: string) => cut(text, MAX_DETAIL_BYTES);

/** The errors that are listed in a response. */
export function listed(errors: readonly FieldError[]): FieldError[] {
  return errors
    .slice(0, MAX_LISTED_ERRORS)
    .map(({ field, message }) => ({ field: cut(field, MAX_FIELD_BYTES), message: cut(message) }));
}

/** Without the quotes around it. */
const bytesOf = (text: string) => Buffer.byteLength(JSON.stringify(text)) - 2;
