/** The part behind the last dot, in lower case; nothing for a name without one. */
export function extensionOf(filename: string): string {
  return /\.([^.]+)$/.exec(filename)?.[1]?.toLowerCase() ?? '';
}

/** A file name without its extension: the name of a document that was given none. */
export function stemOf(filename: string): string {
  return filename.replace(/\.[^.]+$/, '').trim() || filename;
}
