import { webAssembly } from '../../../shared/webassembly.js';
import { ExtractionError } from '../extraction-error.js';
import type { FormatExtractor } from '../format-extractor.js';
import { Progress } from '../progress.js';
import { segment } from '../segment.js';
import { annotationTexts } from './annotations.js';
import { PageCharacters } from './page-characters.js';
import { paragraphs } from './paragraphs.js';
import type { PdfDocument } from './pdf-document.js';
import type { Pdfium } from './pdfium.js';
import type { Pointer } from './pdfium-api.js';
import { textLines } from './text-lines.js';
import { isCutShort } from './truncation.js';

const DYNAMIC_FORM = 2;

/** A segment for each page with text. Nothing of a page is drawn: pictures are not decoded, scripts and links not followed. */
export const pdfExtractor: FormatExtractor = {
  accepts: ({ kind }) => kind === 'pdf',

  async *extract({ bytes }, limits) {
    const [{ Pdfium }, { PdfDocument }] = await Promise.all([import('./pdfium.js'), import('./pdf-document.js')]);
    const pdfium = await Pdfium.start();
    try {
      const document = PdfDocument.open(pdfium, bytes);
      assertReadable(document, limits.pages);
      if (isCutShort(bytes)) throw new ExtractionError('corrupt');
      yield* pages(document);
    } catch (error) {
      throw error instanceof webAssembly.RuntimeError || pdfium.outOfMemory ? trapped(pdfium, error) : error;
    }
  },
};

function assertReadable(document: PdfDocument, mostPages: number): void {
  if (document.formType === DYNAMIC_FORM)
    throw new ExtractionError(
      'unsupported',
      'The PDF is a dynamic form (XFA), which only Adobe Reader shows. Print it to a PDF and upload that.',
    );
  if (document.pages === 0) throw new ExtractionError('corrupt');
  if (document.pages > mostPages)
    throw new ExtractionError(
      'too_large',
      `The PDF has ${document.pages} pages; at most ${mostPages} are read. Split it into smaller documents.`,
    );
}

function* pages(document: PdfDocument) {
  const progress = new Progress();
  let damaged = 0;
  for (let index = 0; index < document.pages; index++) {
    const text = document.page(index, (page) => pageText(document.pdfium, page));
    if (text === undefined) damaged++;
    else if (text) yield segment(text, { page: index + 1 });
    yield* progress.at((index + 1) / document.pages);
  }
  if (damaged === document.pages) throw new ExtractionError('corrupt');
}

function pageText(pdfium: Pdfium, page: Pointer): string {
  const textPage = pdfium.api.FPDFText_LoadPage(page);
  if (!textPage) return '';
  try {
    const text = paragraphs(textLines(new PageCharacters(pdfium, textPage)));
    return [text, ...annotationTexts(pdfium, page)].filter(Boolean).join('\n');
  } finally {
    pdfium.api.FPDFText_ClosePage(textPage);
  }
}

function trapped(pdfium: Pdfium, error: unknown): ExtractionError {
  const options = { cause: error };
  if (!pdfium.outOfMemory) return new ExtractionError('corrupt', undefined, options);
  return new ExtractionError(
    'too_large',
    'A page of the PDF needs more memory than one document may take. Save it anew with fewer objects on a page.',
    options,
  );
}
