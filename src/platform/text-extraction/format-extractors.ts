import type { FormatExtractor } from './format-extractor.js';
import { csvExtractor } from './plain-text/csv.extractor.js';
import { plainTextExtractor } from './plain-text/plain-text.extractor.js';

/** In the order in which they are tried; the first that accepts a document reads it. */
export const formatExtractors: readonly FormatExtractor[] = [csvExtractor, plainTextExtractor];
