import { xmlBody } from '../body/xml-body.js';
import { type Bucket } from '../disk/bucket.js';
import { emptyReply, type Reply, xmlReply } from '../http/reply.js';
import { requireKeyLength } from '../http/s3-request.js';
import { S3Error, s3Errors } from '../s3-error.js';
import { childrenOf, document, element, textOf, type XmlNode } from '../xml.js';
import { type BucketCall, type Services } from './call.js';
import { namesEtag } from './conditions.js';

const MAX_KEYS = 1000;

/** DeleteObject: idempotent, also for a missing key. */
export async function deleteObject({ request, bucket, services }: BucketCall): Promise<Reply> {
  await remove(bucket, request.key, request.header('if-match'), services);
  return emptyReply(204);
}

/** DeleteObjects: each key succeeds or fails independently. All removals share a flush. */
export async function deleteObjects({ request, auth, bucket, services }: BucketCall): Promise<Reply> {
  const body = await xmlBody(request, auth, 'Delete');
  const entries = childrenOf(body, 'Object');
  if (entries.length === 0 || entries.length > MAX_KEYS) throw s3Errors.malformedXml();
  const isQuiet = textOf(body, 'Quiet')?.trim() === 'true';
  const results = await Promise.all(entries.map((entry) => removeEntry(bucket, entry, services)));
  const shown = results.filter((result) => !isQuiet || result.startsWith('<Error>'));
  return xmlReply(document('DeleteResult', shown.join('')));
}

/** The element of the answer for a key. */
async function removeEntry(bucket: Bucket, entry: XmlNode, services: Services): Promise<string> {
  const key = textOf(entry, 'Key') ?? '';
  try {
    requireKeyLength(key);
    await remove(bucket, key, textOf(entry, 'ETag'), services);
    return `<Deleted>${element('Key', key)}</Deleted>`;
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    const why = element('Code', error.code) + element('Message', error.message);
    return `<Error>${element('Key', key)}${why}</Error>`;
  }
}

async function remove(bucket: Bucket, key: string, etag: string | undefined, { events }: Services): Promise<void> {
  const removed = await bucket.objects.delete(key, (current) => {
    if (etag !== undefined && !namesEtag(etag, current.etag)) throw s3Errors.preconditionFailed();
    return true;
  });
  if (removed) events.removed(bucket, removed);
}
