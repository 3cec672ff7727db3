import type { Pdfium } from './pdfium.js';
import type { Pointer } from './pdfium-api.js';

const LINK = 2;
const POPUP = 16;
const WIDGET = 20;
const HIDDEN = 2;
const STRING = 3;
/** A note that is longer is cut. */
const MOST_BYTES = 256 * 1024;
const MOST_ANNOTATIONS = 10_000;

/** What was written onto a page: notes, comments and the values of form fields, in the order of the page's list. */
export function annotationTexts(pdfium: Pdfium, page: Pointer): string[] {
  const { api } = pdfium;
  const texts: string[] = [];
  const count = Math.min(MOST_ANNOTATIONS, api.FPDFPage_GetAnnotCount(page));
  for (let i = 0; i < count; i++) {
    const annotation = api.FPDFPage_GetAnnot(page, i);
    if (!annotation) continue;
    const text = annotationText(pdfium, annotation).trim();
    if (text) texts.push(text);
    api.FPDFPage_CloseAnnot(annotation);
  }
  return texts;
}

function annotationText(pdfium: Pdfium, annotation: Pointer): string {
  const subtype = pdfium.api.FPDFAnnot_GetSubtype(annotation);
  if (pdfium.api.FPDFAnnot_GetFlags(annotation) & HIDDEN) return '';
  // The window of a note repeats it.
  if (subtype === LINK || subtype === POPUP) return '';
  return stringValue(pdfium, annotation, subtype === WIDGET ? 'V' : 'Contents');
}

/** Check boxes hold a name, texts a string. */
function stringValue(pdfium: Pdfium, annotation: Pointer, key: string): string {
  const { api } = pdfium;
  if (api.FPDFAnnot_GetValueType(annotation, key) !== STRING) return '';
  const bytes = Math.min(MOST_BYTES, api.FPDFAnnot_GetStringValue(annotation, key, 0, 0));
  if (bytes <= 2) return '';
  const buffer = pdfium.allocate(bytes);
  try {
    api.FPDFAnnot_GetStringValue(annotation, key, buffer, bytes);
    return pdfium.read(buffer, bytes - 2).toString('utf16le');
  } finally {
    pdfium.free(buffer);
  }
}
