import { ArchiveError } from '../archives/archive-error.js';
import { BlockReader } from '../archives/block-reader.js';
import { locateZip } from '../archives/zip-end.js';
import { oleType } from '../type-detection/ole-type.js';
import { zipType } from '../type-detection/zip-type.js';
import { randomAccess } from './document-bytes.js';
import { ExtractionError } from './extraction-error.js';
import type { DocumentBytes, DocumentKind } from './format-extractor.js';

const HEAD_BYTES = 1024;
const PDF = Buffer.from('%PDF-');
const ZIP = Buffer.from('PK');
const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const RTF = Buffer.from('{\\rtf');

/** MIME types of documents and templates, with macros and without → kind. The first that matches decides. */
const kinds: [pattern: RegExp, kind: DocumentKind][] = [
  [/encrypted/, 'encrypted'],
  [/ms-excel\.sheet\.binary/, 'xlsb'],
  [/wordprocessingml|ms-word\./, 'docx'],
  [/spreadsheetml|ms-excel\./, 'xlsx'],
  [/presentationml|ms-powerpoint\./, 'pptx'],
  [/msword$/, 'doc'],
  [/ms-excel$/, 'xls'],
  [/ms-powerpoint$/, 'ppt'],
  [/opendocument|sun\.xml/, 'odf'],
  [/epub/, 'epub'],
];

/** What a document is, by its bytes and not by its name. */
export async function documentKind(bytes: DocumentBytes, signal: AbortSignal): Promise<DocumentKind> {
  if (bytes.size === 0) throw new ExtractionError('empty');
  const head = bytes.read(0, HEAD_BYTES - 1);
  const reader = new BlockReader(randomAccess(bytes), signal);
  try {
    if (startsWith(head, OLE)) return kindOf(await oleType(reader)) ?? 'ole';
    if (startsWith(head, ZIP)) return await zipKind(reader);
  } catch (error) {
    if (error instanceof ArchiveError) throw new ExtractionError('corrupt', undefined, { cause: error });
    throw error;
  }
  if (startsWith(head, RTF)) return 'rtf';
  // Readers of PDF search its mark in the first KiB.
  return head.includes(PDF) ? 'pdf' : 'text';
}

async function zipKind(reader: BlockReader): Promise<DocumentKind> {
  if (!(await locateZip(reader))) throw new ArchiveError('corrupt', 'The zip has no directory.');
  return kindOf((await zipType(reader)).mimeType) ?? 'zip';
}

function kindOf(mimeType: string): DocumentKind | undefined {
  return kinds.find(([pattern]) => pattern.test(mimeType))?.[1];
}

function startsWith(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}
