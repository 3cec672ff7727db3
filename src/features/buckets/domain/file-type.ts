import { essence } from '../../../shared/content-type.js';

/** Types of properties that hold a file. */
export const fileTypes = ['IMAGE', 'VIDEO', 'AUDIO', 'TEXT', 'PDF', 'DOCUMENT', 'OTHER'] as const;
export type FileType = (typeof fileTypes)[number];

const officeTypes = /^(application\/(msword|vnd\.(openxmlformats|ms-|oasis)|rtf)|text\/markdown)/;

/** What kind of property a MIME type fills when the caller names none. */
export function fileTypeOf(contentType: string): FileType {
  const type = essence(contentType);
  if (type === 'application/pdf') return 'PDF';
  if (officeTypes.test(type)) return 'DOCUMENT';
  const family = type.split('/', 1)[0]!.toUpperCase();
  return (['IMAGE', 'VIDEO', 'AUDIO', 'TEXT'] as const).find((known) => known === family) ?? 'OTHER';
}

/** Whether a property of this type may hold such a file. PDFs and text are documents too; OTHER holds everything. */
export function mayHold(type: FileType, contentType: string): boolean {
  const natural = fileTypeOf(contentType);
  if (type === natural || type === 'OTHER') return true;
  if (type === 'TEXT') return essence(contentType).startsWith('text/');
  return type === 'DOCUMENT' && (natural === 'PDF' || natural === 'TEXT');
}
