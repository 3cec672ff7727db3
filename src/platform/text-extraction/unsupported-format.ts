import { ExtractionError } from './extraction-error.js';
import type { DocumentKind, FormatExtractor, SourceDocument } from './format-extractor.js';
import type { DocumentFormat } from './text-extractor.js';

const ANEW = 'and upload it again.';

/** Formats that are zips of their own kind. */
const inZip = new Set<DocumentFormat>(['docx', 'pptx', 'xlsx']);

const reasons: Partial<Record<DocumentKind, string>> = {
  xlsb: `The file is a binary Excel workbook (XLSB). Save it as XLSX ${ANEW}`,
  xls: `The file is a workbook of Excel 97-2003 (XLS). Save it as XLSX ${ANEW}`,
  ppt: `The file is a presentation of PowerPoint 97-2003 (PPT). Save it as PPTX ${ANEW}`,
  odf: `The file is an OpenDocument file. Save it as DOCX, XLSX, PPTX or PDF ${ANEW}`,
  epub: `The file is an e-book (EPUB). Save it as PDF ${ANEW}`,
  zip: 'The file is a zip archive. Upload the documents in it one by one.',
};

/** Accepts every document, and says why it has no text for us. */
export const unsupportedFormat: FormatExtractor = {
  accepts: () => true,
  // eslint-disable-next-line require-yield -- It never has a segment.
  async *extract(document) {
    throw reasonFor(document);
  },
};

function reasonFor({ kind, declared }: SourceDocument): ExtractionError {
  if (kind === 'encrypted') return new ExtractionError('encrypted');
  if (kind === 'text' || (kind === 'zip' && inZip.has(declared)))
    return new ExtractionError(
      'corrupt',
      `The file is named .${declared}, but its bytes are not those of such a document. Save it anew ${ANEW}`,
    );
  return new ExtractionError('unsupported', reasons[kind]);
}
