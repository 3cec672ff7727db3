import type { DocumentBytes } from '../format-extractor.js';

/** Readers of PDF search the end mark in the last kilobyte; some programs add more behind it. */
const TAIL_BYTES = 64 * 1024;
const FIRST_STEP = 4 * 1024;

/**
 * Whether the end of a PDF is missing: there is no `startxref` near the end, or bytes of an object follow the last one. PDFium
 * reads such a file as far as it goes, which would pass a part of a document off as the whole.
 */
export function isCutShort(bytes: DocumentBytes): boolean {
  return !hasEnd(bytes, FIRST_STEP) && !hasEnd(bytes, TAIL_BYTES);
}

function hasEnd(bytes: DocumentBytes, length: number): boolean {
  const tail = bytes.read(Math.max(0, bytes.size - length), bytes.size - 1).toString('latin1');
  const last = tail.lastIndexOf('startxref');
  // Of a linearized file the first section ends early, with an offset of 0.
  return last >= 0 && !/^startxref\s+0\s+%%EOF/.test(tail.slice(last)) && !/\bobj\b/.test(tail.slice(last));
}
