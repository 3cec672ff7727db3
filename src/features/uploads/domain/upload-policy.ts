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
  const errors: FieldError[] = [];
  const note = (field: string, message: string | undefined) => message && errors.push({ field, message });
  note('filename', filenameProblem(asked.filename));
  note('content_type', isMimeType(asked.contentType) ? undefined : 'must be a MIME type such as image/png');
  note('metadata', asked.metadata && jsonProblem(asked.metadata));
  note('object_metadata', asked.objectMetadata && jsonProblem(asked.objectMetadata));
  note('file_size_bytes', sizeProblem(asked));
  const lacksHash = asked.guarantees?.includes('sha256') && !asked.fileHash;
  note('file_hash', lacksHash ? 'is needed for the guarantee sha256' : undefined);
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
