import { type QueryPair, type S3Request } from '../http/s3-request.js';
import { decodeUri, encodeUri } from '../uri.js';

interface SignedParts {
  signedHeaders: readonly string[];
  /** The hash of the body, or the keyword in its place. */
  payload: string;
  /** The query parameter of the signature itself. */
  signatureParameter?: string;
}

/** What to assume of a request that was sent otherwise. */
export interface Instead {
  method?: string;
  contentType?: string;
}

/** The text that both sides sign: all parts of the request that must not change. Latin-1, like incoming headers. */
export function canonicalRequest(request: S3Request, parts: SignedParts, instead: Instead = {}): string {
  const valueOf = (name: string) => (name === 'content-type' ? instead.contentType : undefined) ?? request.header(name);
  const path = request.rawPath.split('/').map((segment) => encodeUri(decodeUri(segment)));
  return [
    instead.method ?? request.method,
    path.join('/'),
    canonicalQuery(request.query.filter(([name]) => name !== parts.signatureParameter)),
    ...parts.signedHeaders.map((name) => `${name}:${canonicalValue(valueOf(name) ?? '')}`),
    '',
    parts.signedHeaders.join(';'),
    parts.payload,
  ].join('\n');
}

function canonicalQuery(query: readonly QueryPair[]): string {
  return query
    .map(([name, value]) => [encodeUri(name), encodeUri(value)] as const)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalValue(value: string): string {
  return value.trim().replace(/ +/g, ' ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
