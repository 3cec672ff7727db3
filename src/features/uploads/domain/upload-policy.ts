import { Errors } from '../../../shared/errors/errors.js';
import type { FieldError } from '../../../shared/errors/domain-error.js';
import type { AskedUpload } from './asked-upload.js';
import { isAllowed, isMimeType } from './content-type.js';
import { filenameProblem } from './filename.js';
import { jsonProblem } from './json-document.js';
import { UploadErrors } from './upload.errors.js';
import { sizeProblem, type UploadMethod, uploadMethods } from './upload-method.js';

interface Place {
  name: string;
  status: string;
  allowedContentTypes: string[];
  maxFileSize: number | null;
}

/** Rules of fields beyond their shape. Names all fields at fault in one refusal. */
export function checkFields(asked: AskedUpload): void {
  const found: [string, string | undefined][] = [
    ['filename', filenameProblem(asked.filename)],
    ['content_type', isMimeType(asked.contentType) ? undefined : 'must be a MIME type such as image/png'],
    ['metadata', asked.metadata && jsonProblem(asked.metadata)],
    ['object_metadata', asked.objectMetadata && jsonProblem(asked.objectMetadata)],
    ['file_size_bytes', sizeProblem(asked)],
    [
      'file_hash',
      asked.guarantees?.includes('sha256') && !asked.fileHash ? 'is needed for the guarantee sha256' : undefined,
    ],
  ];
  const errors: FieldError[] = found.flatMap(([field, message]) => (message ? [{ field, message }] : []));
  if (errors.length) throw Errors.validation(errors);
}

/** What the bucket accepts, and of that what the caller's token and the API of the request do. */
export function checkPlace(asked: AskedUpload, bucket: Place, token?: { contentTypes: readonly string[] }): void {
  if (bucket.status !== 'ACTIVE') throw UploadErrors.bucketInactive(bucket.name, bucket.status);
  for (const allowed of [bucket.allowedContentTypes, token?.contentTypes ?? [], asked.limits?.contentTypes ?? []])
    if (!isAllowed(allowed, asked.contentType)) throw UploadErrors.unsupportedType(asked.contentType, allowed);
}

/** The limits on one file that the sender's organization sets. */
export interface SenderLimits {
  tier: string;
  maxFileBytes: number;
  quotaBytes: number;
}

/**
 * Refuses what no bucket and no free space could take: a file above the tier's limit or the whole quota. Whether there
 * is room at the moment is decided by the statement that reserves it.
 */
export function checkSize(size: number | undefined, { tier, maxFileBytes, quotaBytes }: SenderLimits): void {
  if (size === undefined) return;
  if (size > maxFileBytes) throw UploadErrors.tooLarge(size, maxFileBytes, `the tier ${tier}`);
  if (size > quotaBytes) throw UploadErrors.quotaExceeded();
}

/** The bytes to reserve: the declared size, else the most that the URL could carry. Refuses what is over a limit. */
export function bytesToReserve(
  { size, method }: { size?: number; method: UploadMethod },
  limit: { tier: number; scanner?: number | null; others?: [number, string][] },
  bucket: Place,
): number {
  const limits: [number, string][] = [
    ...(limit.others ?? []),
    [limit.tier, 'the tier'],
    [bucket.maxFileSize ?? Infinity, `the bucket ${bucket.name}`],
    [limit.scanner ?? Infinity, 'the malware scanner'],
    [uploadMethods[method].maxBytes, uploadMethods[method].limitName],
  ];
  const exceeded = limits.find(([limit]) => size !== undefined && size > limit);
  if (exceeded) throw UploadErrors.tooLarge(size!, exceeded[0], exceeded[1]);
  return size ?? Math.min(...limits.map(([limit]) => limit));
}
