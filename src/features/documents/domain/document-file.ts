const MAX_NAME_BYTES = 200;

/** The part behind the last dot, in lower case; nothing for a name without one. */
export function extensionOf(filename: string): string {
  return /\.([^.]+)$/.exec(filename)?.[1]?.toLowerCase() ?? '';
}

/** A file name without its extension: the name of a document that was given none. */
export function stemOf(filename: string): string {
  return filename.replace(/\.[^.]+$/, '').trim() || filename;
}

/** A file name for keys: `[A-Za-z0-9._-]`, 200 bytes at most, with its extension. */
export function sanitizedFilename(filename: string): string {
  const extension = safe(extensionOf(filename));
  const most = MAX_NAME_BYTES - extension.length - 1;
  const stem = safe(filename.replace(/\.[^.]+$/, '')).slice(0, most) || 'document';
  return extension ? `${stem}.${extension}` : stem;
}

/** Where the bytes of a document are. */
export function documentKey(place: {
  prefix: string;
  workspaceId: string;
  documentId: string;
  filename: string;
}): string {
  return `${place.prefix}/${place.workspaceId}/${place.documentId}/${sanitizedFilename(place.filename)}`;
}

/** Accents are dropped; a run of what is not allowed becomes one underscore. A leading dot would hide the file. */
function safe(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^\.+/, '');
}
