import { HeadBucketCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { isNotConfigured, isRefusal } from './s3-errors.js';

/**
 * Rejects when the bucket cannot be used. A refusal of the first request has no body: the second one, which costs more and
 * is sent only then, is answered with the cause.
 */
export async function reachBucket(
  call: (send: (client: S3Client, options: object) => Promise<unknown>) => Promise<unknown>,
  bucket: string,
): Promise<void> {
  try {
    await call((client, options) => client.send(new HeadBucketCommand({ Bucket: bucket }), options));
  } catch (error) {
    if (!isNotConfigured(error) && !isRefusal(error)) throw error;
    await call((client, options) => client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), options));
  }
}
