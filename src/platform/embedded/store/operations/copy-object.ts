import { type Reply, xmlReply } from '../http/reply.js';
import { s3Errors } from '../s3-error.js';
import { document, element } from '../xml.js';
import { type BucketCall } from './call.js';
import { writeGuard } from './conditions.js';
import { describeRequest } from './content-description.js';
import { copySource } from './copy-source.js';

/** CopyObject. The copy shares the immutable files of its source: no bytes are copied. */
export async function copyObject(call: BucketCall): Promise<Reply> {
  const { request, bucket, services } = call;
  const source = copySource(call);
  const replaces = directive(request.signed('x-amz-metadata-directive')) === 'REPLACE';
  const replacesTags = directive(request.signed('x-amz-tagging-directive')) === 'REPLACE';
  if (!replaces && source.bucket === bucket && source.key === request.key) {
    throw s3Errors.invalidRequest('This copy request is illegal: an object copied to itself must change its metadata.');
  }
  const guard = writeGuard((name) => request.header(name));
  const description = describeRequest(request);
  guard(await bucket.objects.read(request.key));
  const { record, staged } = await source.bucket.objects.stageLinks(source.key, source.pick);
  const { headers, metadata } = replaces ? description : record;
  const { tags } = replacesTags ? description : record;
  const { size, etag, checksums } = record;
  const draft = { key: request.key, size, etag, checksums, headers, metadata, tags };
  const copy = await bucket.objects.commit(draft, staged, guard);
  services.events.created('Copy', bucket, copy);
  const modified = element('LastModified', new Date(copy.modifiedAt).toISOString());
  return xmlReply(document('CopyObjectResult', element('ETag', `"${etag}"`) + modified));
}

function directive(value = 'COPY'): string {
  if (value !== 'COPY' && value !== 'REPLACE') throw s3Errors.invalidArgument('A directive must be COPY or REPLACE.');
  return value;
}
