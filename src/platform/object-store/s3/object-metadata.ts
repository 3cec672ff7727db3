import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { S3Calls } from './s3-calls.js';
import { isMissing } from './s3-errors.js';

/** The user metadata of an object. */
export async function objectMetadata(s3: S3Calls, key: string, signal?: AbortSignal): Promise<Record<string, string>> {
  const head = new HeadObjectCommand({ Bucket: s3.bucket, Key: key });
  try {
    const { Metadata = {} } = await s3.call((client, options) => client.send(head, options), { signal });
    return Metadata;
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
}
