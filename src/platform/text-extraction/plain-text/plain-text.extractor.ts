import { ExtractionError } from '../extraction-error.js';
import type { FormatExtractor } from '../format-extractor.js';
import { Progress } from '../progress.js';
import { segment } from '../segment.js';
import { decodedText } from './decoded-text.js';
import { firstCut } from '../text-cut.js';

/** Text and Markdown, whose source is its text. Segments end where lines end. */
export const plainTextExtractor: FormatExtractor = {
  accepts: ({ kind, declared }) => kind === 'text' && (declared === 'txt' || declared === 'md'),

  async *extract({ bytes }) {
    const progress = new Progress();
    let pending = '';
    let hasText = false;
    for await (const { text, share } of decodedText(bytes)) {
      pending += text;
      hasText ||= /\S/.test(text);
      for (let cut = firstCut(pending); cut; cut = firstCut(pending)) {
        yield segment(pending.slice(0, cut.end));
        pending = pending.slice(cut.next);
      }
      yield* progress.at(share);
    }
    if (!hasText) throw new ExtractionError('empty');
    yield segment(pending.replace(/\n$/, ''));
  },
};
