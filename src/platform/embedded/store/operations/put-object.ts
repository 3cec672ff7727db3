import { checksumHeaders } from '../body/checksums.js';
import { emptyReply, type Reply } from '../http/reply.js';
import { type BucketCall } from './call.js';
import { writeGuard } from './conditions.js';
import { describeRequest } from './content-description.js';
import { receiveContent, signedBody } from './receive.js';

/** PutObject. The conditions are checked twice: early, to refuse before the body is sent, and in the commit, which decides. */
export async function putObject(call: BucketCall): Promise<Reply> {
  const { request, bucket, services } = call;
  const guard = writeGuard((name) => request.header(name));
  const description = describeRequest(request);
  guard(bucket.objects.read(request.key));
  const { content, ...described } = await receiveContent(services.buckets.scratch, ...signedBody(call));
  const record = await bucket.objects.commit({ ...description, ...described, key: request.key }, content, guard);
  services.events.created('Put', bucket, record);
  return emptyReply(200, { etag: `"${record.etag}"`, ...checksumHeaders(record.checksums) });
}
