import { type ChecksumAlgorithm, checksumElement } from '../body/checksums.js';
import { type ObjectRecord } from '../disk/object-record.js';
import { type StagedContent } from '../disk/object-table.js';
import { type Reply, xmlReply } from '../http/reply.js';
import { s3Errors } from '../s3-error.js';
import { document, element } from '../xml.js';
import { type BucketCall } from './call.js';
import { writeGuard } from './conditions.js';
import { describeRequest } from './content-description.js';
import { copyChecksum, requestedAlgorithm } from './copy-checksum.js';
import { copySource } from './copy-source.js';

/** CopyObject. The copy shares the immutable files of its source; only bytes in the file of a record are written again. */
export async function copyObject(call: BucketCall): Promise<Reply> {
  const { request, bucket, services } = call;
  const source = copySource(call);
  const replaces = directive(request.signed('x-amz-metadata-directive')) === 'REPLACE';
  const replacesTags = directive(request.signed('x-amz-tagging-directive')) === 'REPLACE';
  if (!replaces && source.bucket === bucket && source.key === request.key) {
    throw s3Errors.invalidRequest('This copy request is illegal: an object copied to itself must change its metadata.');
  }
  const algorithm = requestedAlgorithm(request.signed('x-amz-checksum-algorithm'));
  const guard = writeGuard((name) => request.header(name));
  const description = describeRequest(request);
  guard(bucket.objects.read(request.key));
  const { record, staged } = await source.bucket.objects.stageCopy(source.key, source.pick);
  const { headers, metadata } = replaces ? description : record;
  const { tags } = replacesTags ? description : record;
  const { size, etag } = record;
  const hashes = await hashesOf(call, algorithm, record, staged);
  const copy = await bucket.objects.commit(
    { key: request.key, size, etag, ...hashes, headers, metadata, tags },
    staged,
    guard,
  );
  services.events.created('Copy', bucket, copy);
  return xmlReply(document('CopyObjectResult', resultOf(copy, algorithm)));
}

type Hashes = Pick<ObjectRecord, 'sha256' | 'checksums'>;

/** The checksums of the source, or the requested one instead. */
async function hashesOf(
  { services }: BucketCall,
  algorithm: ChecksumAlgorithm | undefined,
  record: ObjectRecord,
  staged: StagedContent,
): Promise<Hashes> {
  const { sha256, checksums } = record;
  if (!algorithm) return { sha256, checksums };
  try {
    const value = await copyChecksum(algorithm, record, staged);
    return { sha256: algorithm === 'sha256' ? value : sha256, checksums: { [algorithm]: value } };
  } catch (error) {
    if (!Buffer.isBuffer(staged)) await services.buckets.scratch.discard(staged);
    throw error;
  }
}

function resultOf({ etag, modifiedAt, checksums }: ObjectRecord, algorithm: ChecksumAlgorithm | undefined): string {
  const fields = [element('ETag', `"${etag}"`), element('LastModified', new Date(modifiedAt).toISOString())];
  if (algorithm) fields.push(element(checksumElement(algorithm), checksums[algorithm]));
  return fields.join('');
}

function directive(value = 'COPY'): string {
  if (value !== 'COPY' && value !== 'REPLACE') throw s3Errors.invalidArgument('A directive must be COPY or REPLACE.');
  return value;
}
