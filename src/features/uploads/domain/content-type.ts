const TOKEN = '[A-Za-z0-9!#$&^_.+-]+';
const PARAMETER = `;[ \\t]*${TOKEN}=(?:${TOKEN}|"[^"\\\\\\x00-\\x1f]*")`;
const MIME_TYPE = new RegExp(`^${TOKEN}/${TOKEN}(?:[ \\t]*${PARAMETER})*$`);

/** Whether text is a MIME type that may be signed into a header. */
export function isMimeType(text: string): boolean {
  return text.length <= 255 && MIME_TYPE.test(text);
}

/** The type without its parameters, in lower case: what rules compare. */
export function essence(contentType: string): string {
  return contentType.split(';', 1)[0]!.trim().toLowerCase();
}

/** Whether a bucket's list admits a type; `image/*` stands for all images, an empty list for everything. */
export function isAllowed(allowed: readonly string[], contentType: string): boolean {
  const type = essence(contentType);
  return allowed.length === 0 || allowed.some((entry) => matches(entry.toLowerCase(), type));
}

function matches(entry: string, type: string): boolean {
  return entry === '*/*' || entry === type || (entry.endsWith('/*') && type.startsWith(entry.slice(0, -1)));
}

const documentTypes = /^(application\/(msword|vnd\.(openxmlformats|ms-|oasis)|rtf)|text\/markdown)/;

/** What kind of property a type fills when the caller names none. */
export function blobTypeOf(contentType: string): string {
  const type = essence(contentType);
  if (type === 'application/pdf') return 'PDF';
  if (documentTypes.test(type)) return 'DOCUMENT';
  const family = type.split('/', 1)[0]!;
  return ['image', 'video', 'audio', 'text'].includes(family) ? family.toUpperCase() : 'OTHER';
}

export const blobTypes = ['IMAGE', 'VIDEO', 'AUDIO', 'TEXT', 'PDF', 'DOCUMENT', 'OTHER'] as const;
