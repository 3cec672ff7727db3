/** A pointer into PDFium's memory; 0 is none. */
export type Pointer = number;

/** What is used of PDFium's C functions (fpdfview.h, fpdf_text.h, fpdf_annot.h). Coordinates are in points, y upwards. */
export interface PdfiumApi {
  PDFiumExt_Init(): void;
  FPDF_GetLastError(): number;
  FPDF_LoadCustomDocument(fileAccess: Pointer, password: string): Pointer;
  FPDF_GetPageCount(document: Pointer): number;
  FPDF_GetFormType(document: Pointer): number;
  /** Loads a page as if it were not rotated: lines are found in the upright page only. */
  EPDF_LoadPageNormalized(document: Pointer, index: number, reserved: Pointer): Pointer;
  FPDF_ClosePage(page: Pointer): void;
  FPDFText_LoadPage(page: Pointer): Pointer;
  FPDFText_ClosePage(textPage: Pointer): void;
  FPDFText_CountChars(textPage: Pointer): number;
  /** One unit of UTF-16. */
  FPDFText_GetUnicode(textPage: Pointer, index: number): number;
  /** Writes four floats: left, top, right, bottom of the place that the font gives the character. */
  FPDFText_GetLooseCharBox(textPage: Pointer, index: number, rectangle: Pointer): boolean;
  FPDFText_GetCharOrigin(textPage: Pointer, index: number, x: Pointer, y: Pointer): boolean;
  FPDFPage_GetAnnotCount(page: Pointer): number;
  FPDFPage_GetAnnot(page: Pointer, index: number): Pointer;
  FPDFPage_CloseAnnot(annotation: Pointer): void;
  FPDFAnnot_GetSubtype(annotation: Pointer): number;
  FPDFAnnot_GetFlags(annotation: Pointer): number;
  FPDFAnnot_GetValueType(annotation: Pointer, key: string): number;
  /** Answers the bytes needed, with the final NUL; writes UTF-16 when `bytes` are enough. */
  FPDFAnnot_GetStringValue(annotation: Pointer, key: string, buffer: Pointer, bytes: number): number;
}

/** What Emscripten adds. The views are replaced whenever the memory grows: read them anew each time. */
export interface PdfiumRuntime {
  readonly HEAPU8: Uint8Array;
  readonly wasmExports: { malloc(bytes: number): Pointer; free(pointer: Pointer): void };
  addFunction(callback: (...args: number[]) => number, signature: string): Pointer;
}
