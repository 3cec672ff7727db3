/** Where in its document a piece of text stands: fields that a format does not have are null. */
export interface Place {
  /** Page of a PDF, slide or sheet, from 1. */
  page: number | null;
  sheet: string | null;
  /** First row, from 1. */
  row: number | null;
}

/** A part of a document's text, in reading order. The whole text is its segments joined by "\n". */
export interface Segment extends Place {
  text: string;
}

/** A piece of the text that is stored and searched. */
export interface Chunk extends Place {
  /** Counts from 0 without gaps. */
  index: number;
  /** The whole text from `start` to `end`, in UTF-16 code units, end excluded. */
  text: string;
  start: number;
  end: number;
  tokens: number;
}

export interface ChunkLimits {
  /** Most tokens of a chunk. At least 200: a word, at most 64 characters, is always taken whole. */
  tokens: number;
  /** Most tokens that a chunk repeats from the end of the one before it. */
  overlap: number;
  /** Most UTF-16 code units of a chunk: only text with long runs or gaps reaches it. */
  characters: number;
  /** Most chunks of a document. */
  chunks: number;
  /** Most UTF-16 code units of a document. */
  textCharacters: number;
}

export const defaultLimits: ChunkLimits = {
  tokens: 512,
  overlap: 64,
  characters: 4_096,
  chunks: 20_000,
  textCharacters: 20_000_000,
};

/** How many tokens a language model makes of a text. */
export type CountTokens = (text: string) => number;

/** The document has more text than is taken of one. */
export class TooMuchTextError extends Error {}
