const MAX_BYTES = 200;
const MAX_EXTENSION_BYTES = 100;

/** A file name for keys: `[A-Za-z0-9._-]`, 1 to 200 bytes with its extension, and never a path part that means another folder. */
export function filenameInKey(filename: string): string {
  const [, stem = filename, extension = ''] = /^(.*)\.([^.]+)$/s.exec(filename) ?? [];
  const kept = safe(extension.toLowerCase()).slice(0, MAX_EXTENSION_BYTES);
  const most = MAX_BYTES - (kept ? kept.length + 1 : 0);
  const name = trimDots(safe(stem).slice(0, most)) || 'file';
  return kept ? `${name}.${kept}` : name;
}

/** The extension of a file name in lower case, if it is plain: 1 to 10 letters and digits. */
export function extensionInKey(filename: string): string {
  return /\.([A-Za-z0-9]{1,10})$/.exec(filename)?.[1]?.toLowerCase() ?? '';
}

/** Accents are dropped; a run of what is not allowed becomes one underscore, a run of dots one dot. */
function safe(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/\.{2,}/g, '.');
  return trimDots(plain);
}

/** A dot at the start would hide the file; one at the end could become two with what follows. */
function trimDots(text: string): string {
  return text.replace(/^\.+|\.+$/g, '');
}
