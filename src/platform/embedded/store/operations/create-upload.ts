import { type Reply, xmlReply } from '../http/reply.js';
import { document, element } from '../xml.js';
import { type BucketCall } from './call.js';
import { describeRequest } from './content-description.js';
import { requestedAlgorithm } from './copy-checksum.js';

/** CreateMultipartUpload: the headers and metadata of this request become those of the object. */
export async function createUpload({ request, bucket, services }: BucketCall): Promise<Reply> {
  const checksumAlgorithm = requestedAlgorithm(request.signed('x-amz-checksum-algorithm'));
  const session = await bucket.uploads.create({
    ...describeRequest(request),
    key: request.key,
    initiatedAt: services.clock(),
    checksumAlgorithm,
  });
  const fields = [element('Bucket', bucket.name), element('Key', request.key), element('UploadId', session.uploadId)];
  return xmlReply(document('InitiateMultipartUploadResult', fields.join('')));
}

/** AbortMultipartUpload: waits for a running completion, after which the upload no longer exists. */
export async function abortUpload({ request, bucket }: BucketCall): Promise<Reply> {
  const uploadId = request.param('uploadId') ?? '';
  await bucket.uploads.exclusively(uploadId, async () => {
    await bucket.uploads.require(request.key, uploadId);
    await bucket.uploads.remove(uploadId);
  });
  return { status: 204 };
}
