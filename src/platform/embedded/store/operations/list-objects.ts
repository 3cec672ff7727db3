import { setImmediate as turn } from 'node:timers/promises';
import { type Bucket } from '../disk/bucket.js';
import { type ObjectRecord } from '../disk/object-record.js';
import { type Reply, xmlReply } from '../http/reply.js';
import { type S3Request } from '../http/s3-request.js';
import { encodeKey } from '../uri.js';
import { document, element } from '../xml.js';
import { type BucketCall } from './call.js';
import { type KeyPage, pageOfKeys } from './key-page.js';
import { limitParam, textEncoder } from './list-params.js';

const READS_PER_TURN = 32;

/** ListObjects in both versions: a page of keys and common prefixes in byte order. */
export async function listObjects({ request, bucket }: BucketCall): Promise<Reply> {
  const isV2 = request.param('list-type') === '2';
  const limit = limitParam(request, 'max-keys');
  const prefix = request.param('prefix') ?? '';
  const delimiter = request.param('delimiter') ?? '';
  const page = pageOfKeys(await bucket.objects.index.sorted(), {
    prefix,
    delimiter,
    limit,
    after: startAfter(request, isV2),
  });
  const records = await readRecords(bucket, page.keys);
  const encode = textEncoder(request, encodeKey);
  const shared = [
    element('Name', bucket.name),
    element('Prefix', encode(prefix)),
    element('Delimiter', delimiter ? encode(delimiter) : undefined),
    element('MaxKeys', limit),
    element('EncodingType', request.param('encoding-type')),
    element('IsTruncated', page.next !== undefined),
    ...(isV2 ? v2Elements(request, page, records.length) : v1Elements(request, page, encode)),
    ...records.map((record) => contents(record, encode)),
    ...page.prefixes.map((one) => `<CommonPrefixes>${element('Prefix', encode(one))}</CommonPrefixes>`),
  ];
  return xmlReply(document('ListBucketResult', shared.join('')));
}

function startAfter(request: S3Request, isV2: boolean): string {
  const token = isV2 ? request.param('continuation-token') : undefined;
  if (token !== undefined) return Buffer.from(token, 'base64url').toString();
  return request.param(isV2 ? 'start-after' : 'marker') ?? '';
}

function v2Elements(request: S3Request, page: KeyPage, count: number): string[] {
  return [
    element('KeyCount', count + page.prefixes.length),
    element('ContinuationToken', request.param('continuation-token')),
    element('StartAfter', request.param('start-after')),
    element(
      'NextContinuationToken',
      page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url'),
    ),
  ];
}

function v1Elements(request: S3Request, page: KeyPage, encode: (text: string) => string): string[] {
  return [
    element('Marker', encode(request.param('marker') ?? '')),
    element('NextMarker', page.next === undefined ? undefined : encode(page.next)),
  ];
}

/** The index may contain a key that was just deleted; keys without a record are not listed. */
async function readRecords(bucket: Bucket, keys: readonly string[]): Promise<ObjectRecord[]> {
  const records: ObjectRecord[] = [];
  for (const key of keys) {
    const record = bucket.objects.read(key);
    if (record) records.push(record);
    if (records.length % READS_PER_TURN === 0) await turn();
  }
  return records;
}

function contents(record: ObjectRecord, encode: (text: string) => string): string {
  const fields = [
    element('Key', encode(record.key)),
    element('LastModified', new Date(record.modifiedAt).toISOString()),
    element('ETag', `"${record.etag}"`),
    element('Size', record.size),
    element('StorageClass', 'STANDARD'),
  ];
  return `<Contents>${fields.join('')}</Contents>`;
}
