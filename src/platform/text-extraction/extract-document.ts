import { cleanText } from './clean-text.js';
import { documentKind } from './document-kind.js';
import { ExtractionError } from './extraction-error.js';
import { type DocumentBytes, type ExtractionLimits, defaultLimits } from './format-extractor.js';
import { formatExtractors } from './format-extractors.js';
import { unsupportedFormat } from './unsupported-format.js';
import type { DocumentFormat, Extracted } from './text-extractor.js';

/** The text of a document, read in this process: a hostile one can take its memory and its time (see the cage). */
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
    const text = cleanText(extracted.segment.text);
    characters += text.length + 1;
    if (characters > limits.characters) throw tooMuchText(limits);
    if (text.trim()) yield { kind: 'segment', segment: { ...extracted.segment, text } };
  }
}

function tooMuchText({ characters }: ExtractionLimits): ExtractionError {
  const most = characters.toLocaleString('en');
  return new ExtractionError(
    'too_large',
    `The document holds more than ${most} characters of text. Split it into smaller documents and upload those.`,
  );
}
