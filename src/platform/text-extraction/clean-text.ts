/** Controls and marks without a meaning for readers: C0 but tab and line feed, DEL, C1, soft hyphen, byte order mark. */
// eslint-disable-next-line no-control-regex -- They are what is removed.
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\ufeff\ufffe\uffff]/g;
/** Every line break, also those of Unicode and of old programs. */
const LINE_BREAKS = /\r\n?|\v|\f|\u0085|\u2028|\u2029/g;

/**
 * Text as it is stored and searched: PostgreSQL takes every character of it (no NUL, no lone surrogate), and the same
 * word is the same characters (NFC). Offsets of chunks refer to this text.
 */
export function cleanText(text: string): string {
  return text.replace(LINE_BREAKS, '\n').replace(UNREADABLE, '').toWellFormed().normalize('NFC');
}
