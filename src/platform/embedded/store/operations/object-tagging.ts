import { xmlBody } from '../body/xml-body.js';
import { type Tag } from '../disk/object-record.js';
import { emptyReply, type Reply, xmlReply } from '../http/reply.js';
import { S3Error, s3Errors } from '../s3-error.js';
import { childOf, childrenOf, document, element, textOf } from '../xml.js';
import { type BucketCall } from './call.js';

const MAX_TAGS = 10;

export async function getObjectTagging({ request, bucket }: BucketCall): Promise<Reply> {
  const record = bucket.objects.read(request.key);
  if (!record) throw s3Errors.keyMissing();
  const tags = record.tags.map(({ key, value }) => `<Tag>${element('Key', key)}${element('Value', value)}</Tag>`);
  return xmlReply(document('Tagging', `<TagSet>${tags.join('')}</TagSet>`));
}

export async function putObjectTagging({ request, auth, bucket }: BucketCall): Promise<Reply> {
  const body = await xmlBody(request, auth, 'Tagging');
  const tags: Tag[] = childrenOf(childOf(body, 'TagSet'), 'Tag').map((tag) => ({
    key: textOf(tag, 'Key') ?? '',
    value: textOf(tag, 'Value') ?? '',
  }));
  if (tags.length > MAX_TAGS) throw new S3Error(400, 'BadRequest', `Object tags cannot be greater than ${MAX_TAGS}.`);
  await bucket.objects.retag(request.key, tags);
  return emptyReply(200);
}

export async function deleteObjectTagging({ request, bucket }: BucketCall): Promise<Reply> {
  await bucket.objects.retag(request.key, []);
  return emptyReply(204);
}
