import { docExtractor } from './doc/doc.extractor.js';
import { textNamedDocExtractor } from './doc/text-named-doc.extractor.js';
import { htmlExtractor } from './html/html.extractor.js';
import { rtfExtractor } from './rtf/rtf.extractor.js';
import type { FormatExtractor } from './format-extractor.js';
import { pdfExtractor } from './pdf/pdf.extractor.js';
import { csvExtractor } from './plain-text/csv.extractor.js';
import { docxExtractor } from './docx/docx.extractor.js';
import { pptxExtractor } from './pptx/pptx.extractor.js';
import { xlsxExtractor } from './xlsx/xlsx.extractor.js';
import { plainTextExtractor } from './plain-text/plain-text.extractor.js';

/**
 * In the order in which they are tried; the first that accepts a document reads it. Each document starts a process, so a
 * library that only one format needs is imported within its `extract`.
 */
export const formatExtractors: readonly FormatExtractor[] = [
  docxExtractor,
  pptxExtractor,
  xlsxExtractor,
  pdfExtractor,
  docExtractor,
  rtfExtractor,
  htmlExtractor,
  textNamedDocExtractor,
  csvExtractor,
  plainTextExtractor,
];
