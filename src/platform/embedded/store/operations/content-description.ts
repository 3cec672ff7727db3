import { type ContentDescription, type Tag } from '../disk/object-record.js';
import { type S3Request } from '../http/s3-request.js';
import { S3Error, s3Errors } from '../s3-error.js';
import { decodeUri } from '../uri.js';

const METADATA_PREFIX = 'x-amz-meta-';
const METADATA_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const MAX_METADATA_BYTES = 2048;
const DEFAULT_TYPE = 'binary/octet-stream';
const HEADERS = [
  'content-type',
  'content-disposition',
  'cache-control',
  'content-encoding',
  'content-language',
  'expires',
];

/** The headers and metadata of the content, from a request or the fields of a form. */
export function describeContent(
  field: (name: string) => string | undefined,
  metadata: Iterable<readonly [name: string, value: string]>,
  tags: Tag[] = [],
): ContentDescription {
  const headers: Record<string, string> = { 'content-type': DEFAULT_TYPE };
  for (const name of HEADERS) {
    const value = name === 'content-encoding' ? withoutChunking(field(name)) : field(name);
    if (value) headers[name] = headerText(value);
  }
  return { headers, metadata: userMetadata(metadata), tags };
}

export function describeRequest(request: S3Request): ContentDescription {
  const tags = parseTagging(request.signed('x-amz-tagging'));
  return describeContent((name) => request.header(name), request.signedWith(METADATA_PREFIX), tags);
}

/** Refuses control characters, which could inject headers. Header text is Latin-1 on the wire. */
export function headerText(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  if (bytes.some((byte) => (byte < 0x20 && byte !== 0x09) || byte === 0x7f)) {
    throw s3Errors.invalidArgument('A header value must not contain control characters.');
  }
  return bytes.toString('latin1');
}

/** Parses tags in the header form `a=1&b=2`. */
function parseTagging(header: string | undefined): Tag[] {
  return (header ?? '')
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('=').map((text) => decodeUri(text.replaceAll('+', ' '))))
    .map(([key = '', value = '']) => ({ key, value }));
}

function userMetadata(pairs: Iterable<readonly [name: string, value: string]>): Record<string, string> {
  const metadata: Record<string, string> = {};
  let bytes = 0;
  for (const [name, value] of pairs) {
    const shortName = name.slice(METADATA_PREFIX.length);
    if (!METADATA_NAME.test(shortName))
      throw s3Errors.invalidArgument(`${METADATA_PREFIX} names must be header names.`);
    metadata[shortName] = headerText(value);
    bytes += Buffer.byteLength(shortName) + Buffer.byteLength(value);
  }
  if (bytes > MAX_METADATA_BYTES) {
    throw new S3Error(400, 'MetadataTooLarge', `Your metadata must not exceed ${MAX_METADATA_BYTES} bytes.`);
  }
  return metadata;
}

/** `aws-chunked` is a transfer coding and is not stored. */
function withoutChunking(encoding: string | undefined): string | undefined {
  const names = encoding?.split(',').map((name) => name.trim());
  return names?.filter((name) => name !== 'aws-chunked').join(',');
}
