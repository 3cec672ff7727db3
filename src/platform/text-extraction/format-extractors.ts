import { ExtractionError } from './extraction-error.js';
import type { FormatExtractor } from './format-extractor.js';
import { csvExtractor } from './plain-text/csv.extractor.js';
import { plainTextExtractor } from './plain-text/plain-text.extractor.js';

/** In the order in which they are tried; the first that accepts a document reads it. */
export const formatExtractors: readonly FormatExtractor[] = [csvExtractor, plainTextExtractor];

/** What reads a document that no format accepts. */
export const unsupportedFormat: FormatExtractor = {
  accepts: () => true,
  // eslint-disable-next-line require-yield -- It never has a segment.
  async *extract() {
    throw new ExtractionError('unsupported');
  },
};
