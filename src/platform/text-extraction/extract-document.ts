import { cleanText } from './clean-text.js';
import { documentKind } from './document-kind.js';
import { ExtractionError } from './extraction-error.js';
import { type DocumentBytes, type ExtractionLimits, defaultLimits } from './format-extractor.js';
import { formatExtractors } from './format-extractors.js';
import { pieces } from './text-cut.js';
import type { DocumentFormat, Extracted, TextSegment } from './text-extractor.js';
import { unsupportedFormat } from './unsupported-format.js';

/**
 * The text of a document, read in this process: a hostile one can take its memory and its time, so outside of tests and
 * benches it runs in the cage. Text is cleaned, segments without any are left out, long ones are cut.
 */
export async function* extractDocument(
  bytes: DocumentBytes,
  declared: DocumentFormat,
  limits: ExtractionLimits = defaultLimits,
): AsyncGenerator<Extracted> {
  const document = { bytes, declared, kind: await documentKind(bytes, new AbortController().signal) };
  const extractor = formatExtractors.find((candidate) => candidate.accepts(document)) ?? unsupportedFormat;
  let characters = 0;
  for await (const extracted of extractor.extract(document, limits)) {
    if (extracted.kind === 'progress') {
      yield extracted;
      continue;
    }
    for (const segment of cleanSegments(extracted.segment)) {
      characters += segment.text.length + 1;
      if (characters > limits.characters) throw tooMuchText(limits);
      yield { kind: 'segment', segment };
    }
  }
}

function* cleanSegments(segment: TextSegment): Generator<TextSegment> {
  const sheet = segment.sheet === null ? null : cleanText(segment.sheet);
  for (const text of pieces(cleanText(segment.text))) if (text.trim()) yield { ...segment, text, sheet };
}

function tooMuchText({ characters }: ExtractionLimits): ExtractionError {
  const most = characters.toLocaleString('en');
  return new ExtractionError(
    'too_large',
    `The document holds more than ${most} characters of text. Split it into smaller documents and upload those.`,
  );
}
