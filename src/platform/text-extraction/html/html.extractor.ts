import { ExtractionError } from '../extraction-error.js';
import type { DocumentBytes, FormatExtractor } from '../format-extractor.js';
import { decodedText } from '../plain-text/decoded-text.js';
import { Progress } from '../progress.js';
import { segment } from '../segment.js';

const HEAD_BYTES = 4 * 1024;
const MARKUP =
  /^\W{0,8}<(?:!doctype html|html|head|body|table|meta|\?mso-application|w:worddocument|\?xml[^>]*>\s*<(?:\?mso-|w:worddoc|html))/i;
const SEGMENT_CHARACTERS = 16_384;

/** HTML and Word's XML of 2003, which web pages and programs name .doc so that Word opens them. */
export const htmlExtractor: FormatExtractor = {
  accepts: ({ kind, declared, bytes }) => kind === 'text' && declared === 'doc' && isMarkup(bytes),

  async *extract({ bytes }) {
    const { HtmlText } = await import('./html-text.js');
    const html = new HtmlText();
    const progress = new Progress();
    let pending = '';
    let hasText = false;
    for await (const { text, share } of decodedText(bytes)) {
      pending += html.take(text);
      hasText ||= /\S/.test(pending);
      const end = pending.length < SEGMENT_CHARACTERS ? -1 : pending.lastIndexOf('\n');
      if (end >= 0) yield segment(tidy(pending.slice(0, end)));
      pending = pending.slice(end + 1);
      yield* progress.at(share);
    }
    pending += html.end();
    if (!hasText && !/\S/.test(pending)) throw new ExtractionError('empty');
    yield segment(tidy(pending));
  },
};

/** The head as text, whatever its encoding: UTF-16 has a NUL with each character. */
function isMarkup(bytes: DocumentBytes): boolean {
  return MARKUP.test(
    bytes
      .read(0, HEAD_BYTES - 1)
      .toString('latin1')
      .replaceAll('\0', '')
      .trimStart(),
  );
}

const tidy = (text: string) => text.replace(/[ \t]*\n[ \n\t]*/g, '\n').trim();
