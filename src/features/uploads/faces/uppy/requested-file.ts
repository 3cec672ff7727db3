import type { AskedUpload } from '../../domain/asked-upload.js';
import { type Given, integerIn, metadataIn, requiredText, textIn } from './read-request.js';

const UUID_PREFIX = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}-(?=.)/i;
const UNKNOWN_TYPE = 'application/octet-stream';

/** What Uppy says of a file. */
export interface RequestedFile extends Pick<AskedUpload, 'filename' | 'contentType' | 'fileSizeBytes'> {
  metadata: Record<string, unknown>;
}

/** The name in a key as Uppy 6 makes it by default, `<uuid>-<name>`; folders of a key of one's own are left out. */
export function filenameOfKey(key: string): string {
  const last = key.split('/').findLast((part) => part !== '') ?? key;
  return last.replace(UUID_PREFIX, '');
}

/** The file that a request to sign is for. Browsers name no type for files that they know none of. */
export function fileOf(request: Given, key: string): RequestedFile {
  return {
    filename: textIn(request, 'filename') ?? filenameOfKey(key),
    contentType: textIn(request, 'contentType') ?? textIn(request, 'type') ?? UNKNOWN_TYPE,
    fileSizeBytes: integerIn(request, 'size', 0),
    metadata: metadataIn(request) ?? {},
  };
}

/** The file that one of Companion's routes is asked for: its size is not known. Companion refuses one without a name. */
export function fileOfCompanion(request: Given, metadata: Record<string, unknown> = {}): RequestedFile {
  return {
    filename: requiredText(request, 'filename'),
    contentType: textIn(request, 'type') ?? UNKNOWN_TYPE,
    metadata,
  };
}
