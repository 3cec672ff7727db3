import { ExtractionError } from './extraction-error.js';
import { type Extracted, TextExtractor } from './text-extractor.js';

/** Takes no format: every document ends as `unsupported`. */
export class UnsupportedTextExtractor extends TextExtractor {
  override accepts(): boolean {
    return false;
  }

  // eslint-disable-next-line require-yield -- It never has a segment.
  override async *extract(): AsyncGenerator<Extracted> {
    throw new ExtractionError('unsupported');
  }
}
