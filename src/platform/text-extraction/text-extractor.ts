import type { Readable } from 'node:stream';

/** Formats whose text can be read, named as their file names end. */
export const documentFormats = ['pdf', 'docx', 'doc', 'txt', 'csv', 'md', 'pptx', 'xlsx'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

/** A piece of a document's text with its place. A document's text is its segments, joined by "\n". */
export interface TextSegment {
  /** Normalised (NFC), with "\n" as the only line break and no other control character than the tab. */
  text: string;
  /** Page of a PDF, slide of a presentation or sheet of a workbook, from 1; null where a format has no pages. */
  page: number | null;
  /** Name of the workbook's sheet. */
  sheet: string | null;
  /** Row of the sheet or record of the CSV file with which the text begins, from 1. */
  row: number | null;
}

export type Extracted =
  | { kind: 'segment'; segment: TextSegment }
  /** How much of the document was read, 0 to 1. */
  | { kind: 'progress'; share: number };

/** A document's bytes, read from the start. May be opened more than once. */
export interface ExtractionSource {
  /** In bytes. */
  size: number;
  open(signal: AbortSignal): Promise<Readable>;
}

/** Reads the text of documents, in reading order. */
export abstract class TextExtractor {
  abstract accepts(format: DocumentFormat): boolean;

  /**
   * The segments of a document, in reading order; none when it holds no text, such as a scan. `format` is what its name
   * says; the bytes decide. Throws an `ExtractionError` when the document cannot be read.
   */
  abstract extract(source: ExtractionSource, format: DocumentFormat, signal: AbortSignal): AsyncIterable<Extracted>;
}
