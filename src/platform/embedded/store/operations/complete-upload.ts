import { createHash } from 'node:crypto';
import { checksumAlgorithms, checksumElement, checksumHeader } from '../body/checksums.js';
import { completionBody } from '../body/xml-body.js';
import { type ObjectRecord } from '../disk/object-record.js';
import { type PartRecord } from '../disk/upload-sessions.js';
import { type Reply, xmlReply } from '../http/reply.js';
import { S3Error, s3Errors } from '../s3-error.js';
import { childrenOf, document, element, textOf, type XmlNode } from '../xml.js';
import { type BucketCall } from './call.js';
import { writeGuard } from './conditions.js';
import { completedChecksums } from './multipart-checksums.js';
import { objectLocation } from './object-location.js';

/** CompleteMultipartUpload. The files of the parts become the segments of the object; then the upload is removed. */
export async function completeUpload(call: BucketCall): Promise<Reply> {
  const { request, auth, bucket, services } = call;
  const named = childrenOf(await completionBody(request, auth, 'CompleteMultipartUpload'), 'Part');
  const uploadId = request.param('uploadId') ?? '';
  const record = await bucket.uploads.exclusively(uploadId, () => complete(call, uploadId, named));
  services.events.created('CompleteMultipartUpload', bucket, record);
  const fields = [
    element('Location', objectLocation(request, request.key)),
    element('Bucket', bucket.name),
    element('Key', request.key),
    element('ETag', `"${record.etag}"`),
    ...checksumAlgorithms.map((algorithm) => element(checksumElement(algorithm), record.checksums[algorithm])),
  ];
  return xmlReply(document('CompleteMultipartUploadResult', fields.join('')));
}

async function complete(call: BucketCall, uploadId: string, named: XmlNode[]): Promise<ObjectRecord> {
  const { request, bucket } = call;
  const { uploads, objects } = bucket;
  const { headers, metadata, tags } = await uploads.require(request.key, uploadId);
  const current = objects.read(request.key);
  if (current?.uploadId === uploadId) {
    // After a crash between commit and clean-up: the upload was completed and only its directory is left.
    await uploads.remove(uploadId);
    throw s3Errors.uploadMissing();
  }
  const guard = writeGuard((name) => request.header(name));
  const parts = chooseParts(named, await uploads.parts(uploadId));
  const size = requireSizes(call, parts);
  guard(current);
  const declared = {
    value: (algorithm: (typeof checksumAlgorithms)[number]) => request.signed(checksumHeader(algorithm)),
    isFullObject: request.signed('x-amz-checksum-type') === 'FULL_OBJECT',
  };
  const checksums = await completedChecksums(parts, declared, (part) => uploads.partPath(uploadId, part));
  const staged = await uploads.stageParts(uploadId, parts);
  const draft = { key: request.key, size, etag: multipartEtag(parts), checksums, headers, metadata, tags, uploadId };
  const record = await objects.commit(draft, staged, guard);
  await uploads.remove(uploadId);
  return record;
}

/** The parts that the client names, checked against the uploaded ones, in ascending order. */
function chooseParts(named: readonly XmlNode[], uploaded: readonly PartRecord[]): PartRecord[] {
  if (named.length === 0) throw s3Errors.malformedXml();
  const byNumber = new Map(uploaded.map((part) => [part.partNumber, part]));
  let previous = 0;
  return named.map((node) => {
    const partNumber = Number(textOf(node, 'PartNumber'));
    if (!Number.isInteger(partNumber)) throw s3Errors.malformedXml();
    if (partNumber <= previous)
      throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
    previous = partNumber;
    const part = byNumber.get(partNumber);
    if (!part || !isAsNamed(part, node)) {
      const why = `Part ${partNumber} was not uploaded, or not with this ETag or checksum. List the parts and try again.`;
      throw new S3Error(400, 'InvalidPart', why);
    }
    return part;
  });
}

function isAsNamed(part: PartRecord, node: XmlNode): boolean {
  if (textOf(node, 'ETag')?.trim().replaceAll('"', '') !== part.etag) return false;
  return checksumAlgorithms.every((algorithm) => {
    const named = textOf(node, checksumElement(algorithm));
    return named === undefined || named === part.checksums[algorithm];
  });
}

function requireSizes({ request, services }: BucketCall, parts: readonly PartRecord[]): number {
  if (parts.slice(0, -1).some(({ size }) => size < services.limits.minPartBytes)) throw s3Errors.entityTooSmall();
  const total = parts.reduce((sum, { size }) => sum + size, 0);
  const announced = request.signed('x-amz-mp-object-size');
  if (announced !== undefined && Number(announced) !== total) {
    throw s3Errors.invalidRequest(`x-amz-mp-object-size is not the sum of the parts, which is ${total}.`);
  }
  return total;
}

function multipartEtag(parts: readonly PartRecord[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}
