/** Characters RFC 5987 lets stand; everything else is percent-encoded UTF-8. */
const encodeExtended = (text: string) =>
  encodeURIComponent(text).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** A fallback for old clients: ASCII, and nothing that could end the quoted string or the header. */
const asciiOnly = (text: string) => text.replace(/[^\x20-\x7e]|["\\%]/g, '_');

/** RFC 6266: how a file is offered, with its name in a form that no name can break out of. */
export function contentDisposition(kind: 'inline' | 'attachment', filename: string): string {
  const name = filename.toWellFormed();
  return `${kind}; filename="${asciiOnly(name)}"; filename*=UTF-8''${encodeExtended(name)}`;
}
