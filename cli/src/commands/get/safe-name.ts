const MOST_BYTES = 200;
/** Names that are devices on Windows, whatever their extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A file name of the server as one that is safe to create in the current folder: without folders, control characters,
 * hidden names, names that read as options, or what a file system cannot hold. Never empty.
 */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1)!;
  const plain = last
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}<>:"|?*]/gu, '_')
    .replace(/^[.\-~\s]+/, (start) => '_'.repeat(start.length))
    .replace(/[. ]+$/, '');
  const usable = DEVICES.test(plain) ? `_${plain}` : plain;
  return cut(usable) || 'file';
}

/** Keeps a short extension. */
function cut(name: string): string {
  if (Buffer.byteLength(name) <= MOST_BYTES) return name;
  const extension = /\.[A-Za-z0-9]{1,16}$/.exec(name)?.[0] ?? '';
  let kept = '';
  for (const character of name.slice(0, name.length - extension.length)) {
    if (Buffer.byteLength(kept + character + extension) > MOST_BYTES) break;
    kept += character;
  }
  return kept + extension;
}
