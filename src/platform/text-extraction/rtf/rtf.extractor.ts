import { ExtractionError } from '../extraction-error.js';
import type { FormatExtractor } from '../format-extractor.js';
import { Progress } from '../progress.js';
import { segment } from '../segment.js';

const SEGMENT_CHARACTERS = 16_384;

/** RTF, whatever its name: many files that are named .doc are RTF. */
export const rtfExtractor: FormatExtractor = {
  accepts: ({ kind }) => kind === 'rtf',

  async *extract({ bytes }) {
    const [{ RtfTokens }, { RtfText }] = await Promise.all([import('./rtf-tokens.js'), import('./rtf-text.js')]);
    const tokens = new RtfTokens(bytes);
    const text = new RtfText();
    const progress = new Progress();
    let pending = '';
    let hasText = false;
    for (const token of tokens) {
      pending += text.take(token);
      const end = pending.length < SEGMENT_CHARACTERS ? -1 : pending.lastIndexOf('\n');
      if (end < 0) continue;
      hasText ||= /\S/.test(pending);
      yield segment(pending.slice(0, end));
      pending = pending.slice(end + 1);
      yield* progress.at(tokens.share);
    }
    pending += text.end();
    if (!hasText && !/\S/.test(pending)) throw new ExtractionError('empty');
    yield segment(pending);
  },
};
