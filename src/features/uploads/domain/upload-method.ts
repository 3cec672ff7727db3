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

interface Asked {
  method?: UploadMethod;
  fileSizeBytes?: number;
  guarantees?: readonly string[];
}

/** What only a PUT can be held to: forms sign no conditions. */
const BY_PUT_ALONE = ['sha256', 'create_only'];

/**
 * How the bytes come when the caller asked for this, or for nothing. Of a size that nobody knows only a form can bound
 * the length, so it is a form where the store is known to take them.
 */
export function methodFor({ method, fileSizeBytes: size, guarantees = [] }: Asked, takesForms: boolean): UploadMethod {
  if (method) return method;
  if (size !== undefined) return size > IN_PARTS_ABOVE_BYTES ? 'MULTIPART' : 'PUT';
  return takesForms && !guarantees.some((asked) => BY_PUT_ALONE.includes(asked)) ? 'POST' : 'PUT';
}
