import { bytesInMemory } from '../../src/platform/text-extraction/document-bytes.js';
import { extractDocument } from '../../src/platform/text-extraction/extract-document.js';
import { defaultLimits, type ExtractionLimits } from '../../src/platform/text-extraction/format-extractor.js';
import type { DocumentFormat, TextSegment } from '../../src/platform/text-extraction/text-extractor.js';

/** The segments of a document that is in memory, read in this process. */
export async function segmentsOf(
  bytes: Buffer,
  format: DocumentFormat,
  limits: Partial<ExtractionLimits> = {},
): Promise<TextSegment[]> {
  const segments: TextSegment[] = [];
  for await (const extracted of extractDocument(bytesInMemory(bytes), format, { ...defaultLimits, ...limits }))
    if (extracted.kind === 'segment') segments.push(extracted.segment);
  return segments;
}
