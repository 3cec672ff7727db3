import type { Extracted, TextSegment } from './text-extractor.js';

/** A segment with the parts of its place that the format has. */
export function segment(text: string, place: Partial<Omit<TextSegment, 'text'>> = {}): Extracted {
  return { kind: 'segment', segment: { text, page: null, sheet: null, row: null, ...place } };
}
