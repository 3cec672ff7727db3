import { type Segment } from './object-record.js';

/** Inclusive byte positions. */
export interface ByteRange {
  start: number;
  end: number;
}

/** A range of one segment; positions are inclusive. */
export interface SegmentSlice {
  id: string;
  start: number;
  end: number;
}

/** The ranges of segments that make up a range of the object, or the whole object without one. */
export function* segmentSlices(segments: readonly Segment[], range?: ByteRange): Generator<SegmentSlice> {
  const { start: from, end: to } = range ?? { start: 0, end: Infinity };
  let offset = 0;
  for (const { id, size } of segments) {
    const start = Math.max(0, from - offset);
    const end = Math.min(size - 1, to - offset);
    if (start <= end) yield { id, start, end };
    offset += size;
  }
}
