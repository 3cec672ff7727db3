/** Why a document has no text, by its stable code: what happened, and what to do next. */
export const documentFailures = {
  // The upload ended without a file.
  infected: 'The file contains malware and was deleted. Clean it and upload it again.',
  unscannable: 'The file could not be scanned for malware, so it was refused. Upload it without encryption or nesting.',
  quarantined: 'The file was quarantined by an administrator, and its text is not available until it is released.',
  mime_mismatch: 'The file is not of the type that was declared. Upload it again with the right content_type.',
  size_mismatch: 'Other bytes arrived than were announced. Upload the file again with its exact file_size.',
  checksum_mismatch: 'The bytes differ from the hash that was declared. Upload the file again.',
  image_too_large: 'The file is an image that is larger than images may be. Upload a document.',
  changed_during_scan: 'The file was overwritten while it was scanned. Upload it again, once.',
  quota_exceeded: 'The storage quota had no room for the file. Delete files or raise the quota, then upload it again.',
  expired: 'No file arrived before the upload URL expired. Create the document again.',
  staging_ttl: 'The file waited too long for its scan. Upload it again.',
  canceled_by_user: 'The upload was canceled. Create the document again.',
  not_signed: 'No upload URL could be signed. Create the document again.',
  rejected: 'The file was refused. Look at its upload for the reason.',
  canceled: 'The upload was canceled. Create the document again.',
  deleted: 'The file was deleted. Create the document again.',
  // The text could not be extracted.
  encrypted: 'The file is protected by a password. Remove the protection and upload it again.',
  corrupt: 'The file is damaged and cannot be read. Repair it or save it anew, then upload it again.',
  empty: 'The file is empty. Upload one with content.',
  too_large: 'The file holds more text, pages or parts than can be processed. Split it and upload the pieces.',
  timeout: 'The text could not be extracted in time. Split the file, or try again by reprocessing it.',
  unsupported: 'Text cannot be extracted from files of this kind. Convert it to one of the allowed formats.',
  interrupted: 'Reading the file was interrupted again and again. Try again later by reprocessing the document.',
  failed: 'The text could not be extracted. Try again by reprocessing the document.',
} as const;

export type DocumentFailure = keyof typeof documentFailures;

/** The error of a document as clients see it; `undefined` for one that has not failed. */
export function failureOf(document: {
  status: string;
  errorCode: string | null;
  errorMessage: string | null;
}): { code: DocumentFailure; message: string } | undefined {
  if (document.status !== 'FAILURE') return undefined;
  const code = knownCode(document.errorCode);
  return { code, message: document.errorMessage ?? documentFailures[code] };
}

/** The codes are an enum: one of another version of the service is `failed`. */
function knownCode(code: string | null): DocumentFailure {
  return code !== null && Object.hasOwn(documentFailures, code) ? (code as DocumentFailure) : 'failed';
}
