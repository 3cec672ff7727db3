import { type ByteRange } from '../disk/segment-slices.js';
import { S3Error, s3Errors } from '../s3-error.js';

/** The range of a Range header; a header that is not a single range is ignored, as HTTP requires. */
export function requestedRange(header: string | undefined, size: number): ByteRange | undefined {
  const [matched, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (!matched || first + last === '') return undefined;
  const range = first === '' ? suffix(Number(last), size) : span(Number(first), last, size);
  if (range.start > range.end) {
    throw new S3Error(416, 'InvalidRange', `The requested range is not satisfiable: the object has ${size} bytes.`);
  }
  return range;
}

function suffix(length: number, size: number): ByteRange {
  return { start: Math.max(0, size - length), end: size - 1 };
}

function span(start: number, last: string, size: number): ByteRange {
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

/** The byte range of a part of a multipart upload. */
export function partRange(number: string, sizes: readonly number[]): ByteRange {
  const index = Number(number) - 1;
  const size = sizes[index];
  if (size === undefined) throw s3Errors.invalidArgument(`partNumber must be between 1 and ${sizes.length}.`);
  const start = sizes.slice(0, index).reduce((sum, one) => sum + one, 0);
  return { start, end: start + size - 1 };
}
