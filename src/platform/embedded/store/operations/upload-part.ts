import { Readable } from 'node:stream';
import { checksumHeaders } from '../body/checksums.js';
import { type ObjectRecord } from '../disk/object-record.js';
import { type ByteRange } from '../disk/segment-slices.js';
import { type UploadSession } from '../disk/upload-sessions.js';
import { emptyReply, type Reply, xmlReply } from '../http/reply.js';
import { S3Error, s3Errors } from '../s3-error.js';
import { document, element } from '../xml.js';
import { type BucketCall } from './call.js';
import { copySource } from './copy-source.js';
import { receiveFile, type ReceivedFile, signedBody } from './receive.js';

const MAX_PARTS = 10_000;
const MAX_RACES = 5;

/** UploadPart: a part that is sent again replaces the earlier one. */
export async function uploadPart(call: BucketCall): Promise<Reply> {
  const session = await requireSession(call);
  const body = await receiveFile(call.services.buckets.scratch, ...signedBody(call));
  await storePart(call, session, body);
  return emptyReply(200, { etag: `"${body.etag}"`, ...checksumHeaders(body.checksums) });
}

/** UploadPartCopy: a part from another object, or a range of it. */
export async function uploadPartCopy(call: BucketCall): Promise<Reply> {
  const session = await requireSession(call);
  const body = await receiveCopy(call);
  const modifiedAt = await storePart(call, session, body);
  const modified = element('LastModified', new Date(modifiedAt).toISOString());
  return xmlReply(document('CopyPartResult', element('ETag', `"${body.etag}"`) + modified));
}

async function requireSession(call: BucketCall): Promise<UploadSession> {
  requirePartNumber(call);
  return call.bucket.uploads.require(call.request.key, call.request.param('uploadId') ?? '');
}

function requirePartNumber({ request }: BucketCall): number {
  const value = request.param('partNumber') ?? '';
  const partNumber = Number(value);
  if (!/^\d{1,5}$/.test(value) || partNumber < 1 || partNumber > MAX_PARTS) {
    throw s3Errors.invalidArgument(`Part number must be an integer between 1 and ${MAX_PARTS}, inclusive.`);
  }
  return partNumber;
}

async function storePart(call: BucketCall, session: UploadSession, body: ReceivedFile): Promise<number> {
  const { file, etag, checksums } = body;
  const modifiedAt = call.services.clock();
  const part = { partNumber: requirePartNumber(call), size: file.size, etag, checksums, modifiedAt };
  await call.bucket.uploads.putPart(session, part, file);
  return modifiedAt;
}

async function receiveCopy(call: BucketCall): Promise<ReceivedFile> {
  const source = copySource(call);
  const { scratch } = call.services.buckets;
  for (let race = 0; race < MAX_RACES; race++) {
    const object = source.bucket.objects.readWithBytes(source.key);
    const record = source.pick(object?.record ?? null);
    const range = copyRange(call, record);
    const content = object && source.bucket.objects.open(object, range);
    if (!content) continue;
    const length = range ? range.end - range.start + 1 : record.size;
    if (length > call.services.limits.maxBodyBytes) throw s3Errors.entityTooLarge();
    const bytes = () => (Buffer.isBuffer(content) ? Readable.from([content], { objectMode: false }) : content);
    const body = { bytes, atMost: length, trailers: new Map() };
    return receiveFile(scratch, body, { min: length, max: length, checksums: {} });
  }
  throw s3Errors.preconditionFailed();
}

function copyRange({ request }: BucketCall, { size }: ObjectRecord): ByteRange | undefined {
  const header = request.signed('x-amz-copy-source-range');
  if (header === undefined) return undefined;
  const [matched, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header) ?? [];
  if (!matched) throw s3Errors.invalidArgument('x-amz-copy-source-range must be bytes=first-last.');
  const range = { start: Number(first), end: Number(last) };
  if (range.start > range.end || range.end >= size) {
    throw new S3Error(416, 'InvalidRange', `The range is not within the source, which has ${size} bytes.`);
  }
  return range;
}
