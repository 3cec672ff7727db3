import type { UploadedPart } from '../../../platform/object-store/object-store.js';
import { etagName } from '../domain/etag.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';

/** What a client may claim about the bytes it sent. Every claim has to be true of the stored ones. */
export interface Claims {
  /** Quoted or not, weak or not. */
  etag?: string;
  /** SHA-256 in hex, in any case. */
  fileHash?: string;
  parts?: { partNumber: number; etag: string }[];
}

/** Claims as the record has them. */
export interface NotedClaims {
  etag?: string;
  /** In lower case. */
  fileHash?: string;
}

export const notedClaims = ({ etag, fileHash }: Claims): NotedClaims => ({
  etag: etag === undefined ? undefined : etagName(etag),
  fileHash: fileHash?.toLowerCase(),
});

/** The SHA-256 of the bytes if it is known, else the one that was claimed first. */
export const knownHash = ({ blob, declaredHash }: Upload): string | null => blob?.sha256 ?? declaredHash;

export function checkClaims(upload: Upload, storedEtag: string | null, { etag, fileHash }: Claims): void {
  if (etag !== undefined && etagName(etag) !== storedEtag)
    throw UploadErrors.checksumMismatch(
      'etag',
      storedEtag === null
        ? 'is known only when the parts are one object. Send the ETags of the parts instead.'
        : 'is not the ETag of the stored bytes. Send the file again, then confirm.',
    );
  const known = knownHash(upload);
  if (fileHash !== undefined && known !== null && fileHash.toLowerCase() !== known)
    throw UploadErrors.checksumMismatch('file_hash', 'differs from the hash that is known of this file.');
}

/** Claimed parts must be the stored ones. `null`: they are one object by now, and there is nothing to compare with. */
export function checkParts(stored: UploadedPart[] | null, { parts: claimed = [] }: Claims): void {
  if (!stored) return;
  const etags = new Map(stored.map(({ partNumber, etag }) => [partNumber, etag]));
  const wrong = claimed.findIndex(({ partNumber, etag }) => etags.get(partNumber) !== etagName(etag));
  if (wrong >= 0)
    throw UploadErrors.checksumMismatch(
      `parts.${wrong}.etag`,
      `is not the ETag of the stored part ${claimed[wrong]!.partNumber}. Send that part again, then confirm.`,
    );
}
