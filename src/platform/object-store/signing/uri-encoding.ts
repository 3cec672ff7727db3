const UNRESERVED = /^[A-Za-z0-9\-._~]*$/;
const UNRESERVED_PATH = /^[A-Za-z0-9\-._~/]*$/;
const LEFT_BY_ENCODE_URI_COMPONENT = /[!'()*]/g;

const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** RFC 3986 encoding of SigV4: every character but A-Z a-z 0-9 - . _ ~ becomes %XX. */
export function encodeValue(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text).replace(LEFT_BY_ENCODE_URI_COMPONENT, hex);
}

/** A key as a URL path: like a value, but slashes are kept, and segments are never normalised. */
export function encodeKey(key: string): string {
  if (UNRESERVED_PATH.test(key)) return key;
  return encodeValue(key).replaceAll('%2F', '/');
}
