import { emptyReply, type Reply, xmlReply } from '../http/reply.js';
import { S3Error } from '../s3-error.js';
import { document, element } from '../xml.js';
import { type BucketCall, type Call } from './call.js';

export async function listBuckets({ services }: Call): Promise<Reply> {
  const buckets = services.buckets.all().map(({ name }) => `<Bucket>${element('Name', name)}</Bucket>`);
  return xmlReply(document('ListAllMyBucketsResult', `<Buckets>${buckets.join('')}</Buckets>`));
}

export async function createBucket({ request, services }: Call): Promise<Reply> {
  if (!(await services.buckets.create(request.bucket))) {
    throw new S3Error(409, 'BucketAlreadyOwnedByYou', 'The bucket exists already and you own it.');
  }
  return emptyReply(200, { location: `/${request.bucket}` });
}

export async function headBucket(): Promise<Reply> {
  return emptyReply(200);
}

export async function deleteBucket({ bucket, services }: BucketCall): Promise<Reply> {
  await services.buckets.remove(bucket);
  return emptyReply(204);
}

export async function getBucketLocation(): Promise<Reply> {
  return xmlReply(document('LocationConstraint', ''));
}
