import type { FieldError } from './domain-error.js';

/** More would help no reader, and a request may hold thousands of faults. */
export const MAX_LISTED_ERRORS = 50;
/** In bytes of JSON: all that one answer may list stays below 64 KiB. */
const MAX_FIELD_BYTES = 200;
const MAX_TEXT_BYTES = 300;
const MAX_DETAIL_BYTES = 1_000;

/** A text that repeats what a client sent, no longer than it helps. */
export function cut(text: string, maxBytes = MAX_TEXT_BYTES): string {
  if (text.length <= maxBytes && bytesOf(text) <= maxBytes) return text;
  let kept = text.slice(0, maxBytes);
  while (bytesOf(kept) > maxBytes) kept = kept.slice(0, Math.floor((kept.length * 3) / 4));
  return `${kept.toWellFormed()}…`;
}

export const cutDetail = (text: string) => cut(text, MAX_DETAIL_BYTES);

/** The faults that are listed in an answer. */
export function listed(errors: readonly FieldError[]): FieldError[] {
  return errors
    .slice(0, MAX_LISTED_ERRORS)
    .map(({ field, message }) => ({ field: cut(field, MAX_FIELD_BYTES), message: cut(message) }));
}

/** Without the quotes around it. */
const bytesOf = (text: string) => Buffer.byteLength(JSON.stringify(text)) - 2;
