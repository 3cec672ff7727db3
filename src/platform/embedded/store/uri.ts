import { S3Error } from './s3-error.js';

/** RFC 3986 encoding as AWS signs it: all characters but the unreserved ones. */
export function encodeUri(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The same for a key in a path, with its slashes. */
export function encodeKey(key: string): string {
  return encodeUri(key).replaceAll('%2F', '/');
}

/** Text of a query or a form in header form: its UTF-8 bytes as Latin-1 characters. */
export function wireText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI: it is not valid percent-encoded UTF-8.");
  }
}
