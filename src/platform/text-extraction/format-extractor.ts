import type { Readable } from 'node:stream';
import type { DocumentFormat, Extracted } from './text-extractor.js';

/** Random access to a document's bytes; the input of a caged program is one. */
export interface DocumentBytes {
  readonly size: number;
  /** Inclusive positions. Cut at the end of the document. */
  read(start: number, end: number): Buffer;
  /** Inclusive positions. Default: everything. */
  stream(start?: number, end?: number): Readable;
}

/** What the bytes are, whatever the name says. `docx`, `xlsx`, `pptx`: with macros and as templates too. */
export type DocumentKind =
  | 'pdf'
  | 'docx'
  | 'pptx'
  | 'xlsx'
  | 'doc'
  /** No format with a mark of its own: text, or bytes of no use. */
  | 'text'
  /** An Office document under a password. */
  | 'encrypted'
  | 'xlsb'
  | 'xls'
  | 'ppt'
  | 'rtf'
  | 'odf'
  | 'epub'
  /** Another compound file. */
  | 'ole'
  /** Another zip. */
  | 'zip';

/** A document whose kind was found in its bytes. */
export interface SourceDocument {
  readonly bytes: DocumentBytes;
  /** What its name says. */
  readonly declared: DocumentFormat;
  readonly kind: DocumentKind;
}

/** The most that is taken of one document; more of it is `too_large`. */
export interface ExtractionLimits {
  /** UTF-16 code units of text. */
  characters: number;
  /** Pages, slides or sheets. */
  pages: number;
  /** Bytes that the members of a zip expand to, together. */
  expandedBytes: number;
}

export const defaultLimits: ExtractionLimits = {
  characters: 20_000_000,
  pages: 5_000,
  expandedBytes: 512 * 1024 * 1024,
};

/**
 * Reads one format, within the process. Yields segments in reading order and progress where it is known. Text may hold
 * any character: it is cleaned and counted behind it, see `extractDocument`. Bytes of no use are an `ExtractionError`.
 */
export interface FormatExtractor {
  accepts(document: SourceDocument): boolean;
  extract(document: SourceDocument, limits: ExtractionLimits): AsyncIterable<Extracted>;
}
