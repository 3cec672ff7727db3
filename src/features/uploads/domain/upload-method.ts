import type { UploadMethod } from './upload.js';

const MIB = 1024 ** 2;

/** Above this a file is sent in parts unless the caller wants it otherwise. */
const IN_PARTS_ABOVE_BYTES = 100 * MIB;

/** The most that S3 takes by each way. */
export const mostBytesBy: Record<UploadMethod, number> = {
  PUT: 5 * 1024 * MIB,
  POST: 5 * 1024 * MIB,
  MULTIPART: 5 * 1024 * 1024 * MIB,
};

/** How the bytes come when the caller asked for this, or for nothing. */
export function methodFor(asked: UploadMethod | undefined, size: number | undefined): UploadMethod {
  return asked ?? (size !== undefined && size > IN_PARTS_ABOVE_BYTES ? 'MULTIPART' : 'PUT');
}
