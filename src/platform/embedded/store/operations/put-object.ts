import { checksumHeaders } from '../body/checksums.js';
import { emptyReply, type Reply } from '../http/reply.js';
import { type BucketCall } from './call.js';
import { writeGuard } from './conditions.js';
import { describeRequest } from './content-description.js';
import { receiveRequest } from './receive.js';

/** PutObject. The conditions are checked twice: early, to refuse before the body is sent, and in the commit, which decides. */
export async function putObject(call: BucketCall): Promise<Reply> {
  const { request, bucket, services } = call;
  const guard = writeGuard((name) => request.header(name));
  const description = describeRequest(request);
  guard(await bucket.objects.read(request.key));
  const { staged, etag, checksums } = await receiveRequest(call);
  const draft = { ...description, key: request.key, size: staged.size, etag, checksums };
  const record = await bucket.objects.commit(draft, [staged], guard);
  services.events.created('Put', bucket, record);
  return emptyReply(200, { etag: `"${etag}"`, ...checksumHeaders(checksums) });
}
