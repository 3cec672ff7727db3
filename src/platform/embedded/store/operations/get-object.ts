import { checksumHeaders } from '../body/checksums.js';
import { type ObjectRecord, type StoredObject } from '../disk/object-record.js';
import { type ByteRange } from '../disk/segment-slices.js';
import { emptyReply, type Reply } from '../http/reply.js';
import { type S3Request } from '../http/s3-request.js';
import { s3Errors } from '../s3-error.js';
import { wireText } from '../uri.js';
import { partRange, requestedRange } from './byte-range.js';
import { type BucketCall } from './call.js';
import { evaluate } from './conditions.js';
import { headerText } from './content-description.js';

const MAX_RACES = 5;
const OVERRIDES = [
  'content-type',
  'content-disposition',
  'cache-control',
  'content-encoding',
  'content-language',
  'expires',
];

/** HeadObject: the response of GetObject without its body. */
export async function headObject({ request, bucket }: BucketCall): Promise<Reply> {
  return describe(request, requireObject({ request, bucket }).record).reply;
}

/** GetObject. The bytes always belong to the ETag of the response, also when the object is replaced meanwhile. */
export async function getObject({ request, bucket }: BucketCall): Promise<Reply> {
  for (let race = 0; race < MAX_RACES; race++) {
    const object = requireObject({ request, bucket });
    const { reply, range, isEmpty } = describe(request, object.record);
    if (isEmpty) return reply;
    const body = bucket.objects.open(object, range);
    if (body) return { ...reply, body };
  }
  throw s3Errors.preconditionFailed();
}

function requireObject({ request, bucket }: Pick<BucketCall, 'request' | 'bucket'>): StoredObject {
  const version = request.param('versionId');
  if (version !== undefined && version !== 'null') throw s3Errors.invalidArgument('Invalid version id specified.');
  const object = bucket.objects.readWithBytes(request.key);
  if (!object) throw s3Errors.keyMissing();
  return object;
}

interface Answer {
  reply: Reply;
  range?: ByteRange;
  isEmpty: boolean;
}

function describe(request: S3Request, record: ObjectRecord): Answer {
  const headers = objectHeaders(request, record);
  const outcome = evaluate(readConditions(request), record);
  if (outcome === 'failed') throw s3Errors.preconditionFailed();
  if (outcome === 'not-modified') return { reply: emptyReply(304, headers), isEmpty: true };
  const part = request.param('partNumber');
  const sizes = record.segments.length > 0 ? record.segments.map(({ size }) => size) : [record.size];
  if (part !== undefined) headers['x-amz-mp-parts-count'] = sizes.length;
  const range = part === undefined ? requestedRange(request.header('range'), record.size) : partRange(part, sizes);
  if (!range) {
    if (request.signed('x-amz-checksum-mode') === 'ENABLED') Object.assign(headers, checksumHeaders(record.checksums));
    return { reply: emptyReply(200, { ...headers, 'content-length': record.size }), isEmpty: record.size === 0 };
  }
  const length = range.end - range.start + 1;
  const contentRange = `bytes ${range.start}-${range.end}/${record.size}`;
  const reply = emptyReply(206, { ...headers, 'content-range': contentRange, 'content-length': length });
  return { reply, range, isEmpty: length === 0 };
}

function readConditions(request: S3Request) {
  return {
    match: request.header('if-match'),
    noneMatch: request.header('if-none-match'),
    modifiedSince: request.header('if-modified-since'),
    unmodifiedSince: request.header('if-unmodified-since'),
  };
}

/** Includes `response-*` parameters, which are covered by the signature like the whole query. */
function objectHeaders(request: S3Request, record: ObjectRecord): Record<string, string | number> {
  const headers: Record<string, string | number> = {
    ...record.headers,
    etag: `"${record.etag}"`,
    'last-modified': new Date(record.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
  };
  for (const [name, value] of Object.entries(record.metadata)) headers[`x-amz-meta-${name}`] = value;
  if (record.tags.length > 0) headers['x-amz-tagging-count'] = record.tags.length;
  for (const name of OVERRIDES) {
    const value = request.param(`response-${name}`);
    if (value !== undefined) headers[name] = headerText(wireText(value));
  }
  return headers;
}
