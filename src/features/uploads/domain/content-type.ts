import { essence } from '../../../shared/content-type.js';

const TOKEN = '[A-Za-z0-9!#$&^_.+-]+';
const PARAMETER = `;[ \\t]*${TOKEN}=(?:${TOKEN}|"[^"\\\\\\x00-\\x1f]*")`;
const MIME_TYPE = new RegExp(`^${TOKEN}/${TOKEN}(?:[ \\t]*${PARAMETER})*$`);

/** Whether text is a MIME type that may be signed into a header. */
export function isMimeType(text: string): boolean {
  return text.length <= 255 && MIME_TYPE.test(text);
}

/** Whether a bucket's list admits a type; `image/*` stands for all images, an empty list for everything. */
export function isAllowed(allowed: readonly string[], contentType: string): boolean {
  const type = essence(contentType);
  return allowed.length === 0 || allowed.some((entry) => matches(entry.toLowerCase(), type));
}

function matches(entry: string, type: string): boolean {
  return entry === '*/*' || entry === type || (entry.endsWith('/*') && type.startsWith(entry.slice(0, -1)));
}
