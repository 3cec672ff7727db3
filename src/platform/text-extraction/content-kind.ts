import { ExtractionError } from './extraction-error.js';
import type { DocumentBytes } from './format-extractor.js';

/** What the bytes are, whatever the name says. */
export type ContentKind = 'pdf' | 'zip' | 'ole' | 'text';

const HEAD_BYTES = 1024;
const PDF = Buffer.from('%PDF-');
const ZIP = Buffer.from('PK\x03\x04');
const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

/** Recognises a document by its first bytes. Readers of PDF search its mark in the first KiB. */
export function contentKind(bytes: DocumentBytes): ContentKind {
  if (bytes.size === 0) throw new ExtractionError('empty');
  const head = bytes.read(0, Math.min(HEAD_BYTES, bytes.size));
  if (startsWith(head, ZIP)) return 'zip';
  if (startsWith(head, OLE)) return 'ole';
  if (head.includes(PDF)) return 'pdf';
  return 'text';
}

function startsWith(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}
