import { LRUCache } from 'lru-cache';
import { ExtractionError } from '../extraction-error.js';
import type { DocumentBytes } from '../format-extractor.js';
import type { Pdfium } from './pdfium.js';
import type { Pointer } from './pdfium-api.js';

/** PDFium reads half a kilobyte at a time. */
const BLOCK_BYTES = 64 * 1024;
const BLOCKS = 64;
/** Positions are 32 bits wide. */
const MOST_BYTES = 2 ** 31 - 1;
const PASSWORD_ERROR = 4;
const SECURITY_ERROR = 5;

/** A PDF that PDFium reads piece by piece from where its bytes are. */
export class PdfDocument {
  private constructor(
    readonly pdfium: Pdfium,
    private readonly handle: Pointer,
  ) {}

  static open(pdfium: Pdfium, bytes: DocumentBytes): PdfDocument {
    if (bytes.size > MOST_BYTES) throw new ExtractionError('too_large');
    const handle = pdfium.api.FPDF_LoadCustomDocument(fileAccess(pdfium, bytes), '');
    if (handle) return new PdfDocument(pdfium, handle);
    const error = pdfium.api.FPDF_GetLastError();
    throw new ExtractionError(error === PASSWORD_ERROR || error === SECURITY_ERROR ? 'encrypted' : 'corrupt');
  }

  get pages(): number {
    return this.pdfium.api.FPDF_GetPageCount(this.handle);
  }

  /** FORMTYPE_XFA_FULL and its kind in fpdf_formfill.h. */
  get formType(): number {
    return this.pdfium.api.FPDF_GetFormType(this.handle);
  }

  /** Runs `use` on a page, by its number from 0, and frees what belongs to it. Undefined when the page is damaged. */
  page<T>(index: number, use: (page: Pointer) => T): T | undefined {
    const page = this.pdfium.api.EPDF_LoadPageNormalized(this.handle, index, 0);
    if (!page) return undefined;
    try {
      return use(page);
    } finally {
      this.pdfium.api.FPDF_ClosePage(page);
    }
  }
}

/** An FPDF_FILEACCESS: the length, a function that copies a range into PDFium's memory, and an argument for it. */
function fileAccess(pdfium: Pdfium, bytes: DocumentBytes): Pointer {
  const blocks = new LRUCache<number, Buffer>({ max: BLOCKS });
  const block = (index: number): Buffer => {
    const known = blocks.get(index);
    if (known) return known;
    const read = bytes.read(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES - 1);
    blocks.set(index, read);
    return read;
  };
  const copy = (_argument: number, position: number, target: number, length: number): number => {
    const start = position >>> 0;
    const end = start + (length >>> 0);
    if (end > bytes.size) return 0;
    for (let at = start; at < end;) {
      const offset = at % BLOCK_BYTES;
      const piece = block(Math.floor(at / BLOCK_BYTES)).subarray(offset, offset + end - at);
      pdfium.write(target + at - start, piece);
      at += piece.length;
    }
    return 1;
  };
  const access = Buffer.alloc(12);
  access.writeUInt32LE(bytes.size, 0);
  access.writeUInt32LE(pdfium.callback(copy, 'iiiii'), 4);
  const pointer = pdfium.allocate(access.length);
  pdfium.write(pointer, access);
  return pointer;
}
