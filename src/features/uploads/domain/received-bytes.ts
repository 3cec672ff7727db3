import { MAX_PARTS } from './multipart-plan.js';

/** What has arrived of an upload whose bytes the service takes in several requests. */
export interface ReceivedBytes {
  partCount: number;
  /** The sum of the parts. */
  partBytes: number;
  /** The bytes after the parts, in an object of their own; `null`: none. */
  tail: { size: number; etag: string } | null;
}

export const nothingReceived: ReceivedBytes = { partCount: 0, partBytes: 0, tail: null };

/** How many bytes, from the first one on. */
export const offsetOf = ({ partBytes, tail }: ReceivedBytes): number => partBytes + (tail?.size ?? 0);

/** Whether the parts are the whole file. An empty file has one empty part. */
export function isWhole({ partCount, partBytes, tail }: ReceivedBytes, size: number | null): boolean {
  return partCount > 0 && tail === null && partBytes === size;
}

/** The smallest part that S3 takes, except for the last. */
const LEAST_PART_BYTES = 5 * 1024 * 1024;

/** The smallest part to store before the last: parts of this size never become too many for a file of `most` bytes. */
export const leastPartBytes = (most: number): number => Math.max(LEAST_PART_BYTES, Math.ceil(most / MAX_PARTS));
