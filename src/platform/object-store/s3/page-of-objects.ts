import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ObjectPage } from '../object-store.js';
import type { S3Calls } from './s3-calls.js';

/** Keys are requested in URL encoding: XML has no form for some of their characters. */
export async function pageOfObjects(s3: S3Calls, after: string | null, limit = 1_000): Promise<ObjectPage> {
  const list = new ListObjectsV2Command({
    Bucket: s3.bucket,
    EncodingType: 'url',
    MaxKeys: limit,
    ...(after !== null && { ContinuationToken: after }),
  });
  const page = await s3.call((client, options) => client.send(list, options));
  const decode = page.EncodingType === 'url' ? decodeKey : (key: string) => key;
  const objects = (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified = new Date(0) }) => ({
    key: decode(Key),
    size: Size,
    modifiedAt: LastModified,
  }));
  return { objects, next: (page.IsTruncated && page.NextContinuationToken) || null };
}

const decodeKey = (key: string) => decodeURIComponent(key.replaceAll('+', ' '));
