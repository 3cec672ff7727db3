/** How far into a file PDF readers search for its header (ISO 32000-1, annex H, 3.4.1). */
const PDF_HEADER_WITHIN = 1024;
const pdfHeader = /%PDF-\d\.\d/;
const markup = /<(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)/i;

/** Where a PDF's header is; markup before it makes a page of the file, and no PDF. */
export function pdfHeaderAt(head: Buffer): number {
  const start = head.toString('latin1', 0, PDF_HEADER_WITHIN);
  const at = start.search(pdfHeader);
  return at > 0 && markup.test(start.slice(0, at)) ? -1 : at;
}

/** The whole control word: other files begin with a bracket and a backslash. */
export function isRtf(head: Buffer): boolean {
  return /^(?:\ufeff|\xef\xbb\xbf)?\s{0,64}\{\\rtf[\d\\{}\s;]/.test(head.toString('latin1', 0, 80));
}

const netpbm = ['bitmap', 'graymap', 'pixmap'];
const netpbmHeader = /^P([1-6])\s(?:\s|#[^\n]*\n)*\d{1,9}\s(?:\s|#[^\n]*\n)*\d{1,9}\s/;

/** A netpbm picture by its whole header (https://netpbm.sourceforge.net/doc/): many texts begin with P and a digit. */
export function netpbmType(head: Buffer): string | undefined {
  const kind = netpbmHeader.exec(head.toString('latin1', 0, 4096))?.[1];
  return kind === undefined ? undefined : `image/x-portable-${netpbm[(Number(kind) - 1) % 3]}`;
}

/** The first card of a FITS header, which is text as long as no data follow (https://fits.gsfc.nasa.gov/fits_standard.html). */
export function isFits(head: Buffer): boolean {
  return /^SIMPLE {2}= {20}[TF]/.test(head.toString('latin1', 0, 30));
}
