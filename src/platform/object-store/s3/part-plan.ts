export interface PartRange {
  partNumber: number;
  /** Inclusive byte positions. */
  start: number;
  end: number;
  size: number;
}

const MIB = 1024 * 1024;
const MOST_PARTS = 10_000;
const LARGEST_COPY_PART = 256 * MIB;

/** Divides an object into equal parts, the last may be smaller: at most `thresholdBytes` or 256 MiB each, more if it needs over 10,000. */
export function planParts(size: number, thresholdBytes: number): PartRange[] {
  const needed = Math.ceil(size / MOST_PARTS / MIB) * MIB;
  const partSize = Math.max(Math.min(thresholdBytes, LARGEST_COPY_PART), needed);
  return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => {
    const start = index * partSize;
    const end = Math.min(start + partSize, size) - 1;
    return { partNumber: index + 1, start, end, size: end - start + 1 };
  });
}
